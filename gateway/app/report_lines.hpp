// The destinations that take reports as lines: files and standard output. Every report that closes is put
// into a record once and offered to each; a slow one has its own buffer and holds up nobody.
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

  // Those of the fleet. What did not change goes on undisturbed; what is left out is closed within a moment.
  void apply(const config::Fleet& fleet);
  void closed(const ClosedReport& closed) override;
  // Writes what waits, at most until the deadline.
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
  std::string report_, record_;  // their room is used again
};

}  // namespace gatewarden::app
