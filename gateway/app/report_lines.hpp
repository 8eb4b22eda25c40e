// The destinations that take lines: files and standard output. Each closed report becomes one record for all.
// Each has its own buffer, so a slow one holds up no other.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/batch/publication_source.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/uplink/lines/line_writer.hpp"

namespace gatewarden::app {

class ReportLines final : public ReportTap {
 public:
  explicit ReportLines(Clock& clock) : clock_(clock) {}

  // Unchanged destinations go on; removed ones close soon.
  void apply(const config::Fleet& fleet);
  void closed(const ClosedReport& closed) override;
  // Writes what waits, until the deadline at most.
  void close(SteadyTime deadline);

  bool empty() const { return writers_.empty(); }
  std::vector<LineWriterSnapshot> snapshots() const;

 private:
  struct Writer {
    std::string fingerprint;
    std::unique_ptr<LineWriter> writer;
  };
  struct Totals {
    std::uint64_t lines = 0, dropped = 0;
  };
  LineWriterSnapshot snapshot(const Writer& writer) const;

  Clock& clock_;
  std::string gateway_;
  std::vector<Writer> writers_;
  std::map<std::string, Totals> replaced_;  // by name: counters go on over a reload
  std::string report_, record_;             // reused
};

}  // namespace gatewarden::app
