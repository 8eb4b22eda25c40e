// The destinations that take lines: files and standard output. Each closed report becomes one record for all.
// Each has its own buffer, so a slow one holds up no other.
#pragma once

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
  Clock& clock_;
  std::string gateway_;
  std::vector<Writer> writers_;
  std::string report_, record_;  // reused
};

}  // namespace gatewarden::app
