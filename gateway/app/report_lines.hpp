// The destinations that take lines: files and standard output. Each closed report becomes one record for all.
// Each has its own buffer, so a slow one holds up no other.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/batch/publication_source.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/uplink/lines/line_writer.hpp"
#include "gateway/uplink/lines/report_file.hpp"

namespace gatewarden::app {

class ReportLines final : public ReportTap {
 public:
  explicit ReportLines(Clock& clock) : clock_(clock) {}

  // Unchanged destinations go on, and a file with other limits keeps them from now on. Removed ones close soon, without
  // anybody waiting for them.
  void apply(const config::Fleet& fleet);
  void tick();  // once a second
  void closed(const ClosedReport& closed) override;
  // Writes what waits, until the deadline at most.
  void close(SteadyTime deadline);

  bool empty() const { return writers_.empty(); }
  std::vector<LineWriterSnapshot> snapshots() const;
  std::set<std::string> files() const;  // paths, as configured

 private:
  static constexpr Duration kPatience = std::chrono::milliseconds(250);  // with removed ones
  struct Writer {
    std::string name;  // as the snapshot's
    std::unique_ptr<LineWriter> writer;
    ReportFile* file = nullptr;  // null: standard output; lives in the writer
  };
  struct Totals {
    std::uint64_t lines = 0, dropped = 0;
  };
  static Writer make(const config::FileUplink& file);
  void retire(Writer writer);
  LineWriterSnapshot snapshot(const Writer& writer) const;

  Clock& clock_;
  std::string gateway_;
  std::vector<Writer> writers_;
  struct Retired {
    Writer writer;
    SteadyTime until;
  };
  std::vector<Retired> retired_;            // they still write what they were given
  std::map<std::string, Totals> replaced_;  // by name: counters go on over a reload
  std::string report_, record_;             // reused
};

}  // namespace gatewarden::app
