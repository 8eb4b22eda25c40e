// Lines for a destination that may be slow, full or gone; the loop never waits for it. Every destination has
// a writer of its own: a buffer of bounded size, and a thread that writes from it.
//
// From the loop, for every report that closes:
//
//     encode_record(frame, Format::json, bytes, line);  // one reused string
//     for (auto& writer : writers) writer->offer(line); // never waits; nothing to do about a refusal
//
// and at the end, when no report comes any more, with one deadline for all: writer->close(deadline).
//
// When the buffer is full the newest line is refused and counted: an older one may be half written, a hole in
// the middle is worse than a late end, and the thing's next report comes by itself. Lines in the buffer
// survive a failure of the destination, but no restart.
//
// Nothing is synced to the disk: what write() took survives the end of the process, but no power cut.
// These are copies, the service has the reports; a sync for every batch would wear out a gateway's flash
// card and delay everything else on it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "gateway/base/clock.hpp"
#include "gateway/uplink/lines/line_target.hpp"

namespace gatewarden {

struct LineWriterSettings {
  std::size_t buffer_bytes = 4 * 1024 * 1024;  // ends of lines included; all the memory there is
  // Lines that come this soon after a batch go with the next one: a wake-up costs more than a line. Not
  // waited for once half the buffer is full.
  Duration gather = std::chrono::milliseconds(100);
  Duration retry_interval = std::chrono::seconds(5);  // after a failure
};

struct LineWriterSnapshot {
  std::string name;         // "file /var/log/reports.ndjson", "standard output"
  std::uint64_t lines = 0;  // written
  std::uint64_t bytes = 0;
  std::uint64_t dropped = 0;      // lines refused: no room, or closed
  std::size_t waiting_bytes = 0;  // accepted, not yet written; after close(): left behind
  std::uint64_t rotations = 0;
  std::uint64_t failures = 0;  // attempts
  bool failed = false;
  std::string why;  // while failed: names the target and the remedy
};

class LineWriter {
 public:
  explicit LineWriter(std::unique_ptr<LineTarget> target, LineWriterSettings settings = {});
  ~LineWriter();  // gives up what waits
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // One line without its end and without a line break in it. False: refused and counted. Never blocks. The
  // thread is woken for the first line of a batch, and once more should half the buffer fill meanwhile.
  bool offer(std::string_view line);
  // Writes what waits, at most until the deadline (a failed write gives up earlier), then ends the thread. A
  // thread in a write to a disk that hangs is left behind a quarter of a second later: only its own buffer
  // and target stay with it, and it writes and logs nothing more when it wakes.
  void close(SteadyTime deadline);
  LineWriterSnapshot snapshot() const;

 private:
  class WriterThread;  // what loop and thread share
  std::shared_ptr<WriterThread> writer_;
  std::thread thread_;
};

}  // namespace gatewarden
