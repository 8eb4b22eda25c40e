// Lines for a destination that may be slow, full or gone; the loop never waits for it. Each destination has a
// writer: a bounded buffer, and a thread that writes from it.
//
// From the loop, for every report that closes:
//
//     encode_record(frame, Format::json, bytes, line);  // one reused string
//     for (auto& writer : writers) writer->offer(line); // never waits
//
// and after the last report, with one deadline for all: writer->close(deadline).
//
// A full buffer refuses and counts the newest line: an older one may be half written, a gap is worse than an
// early end, and the next report comes anyway. Buffered lines survive a failing destination, but no restart.
//
// Nothing is synced to disk: what write() took survives the process, but no power cut. These are only copies,
// and a sync per batch would wear out flash cards and slow down everything else on them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "gateway/base/clock.hpp"
#include "gateway/uplink/lines/line_target.hpp"

namespace gatewarden {

struct LineWriterSettings {
  std::size_t buffer_bytes = 4 * 1024 * 1024;  // including line ends; all the memory used
  // Lines that come this soon after a batch join the next: a wake-up costs more than a line. A
  // half-full buffer ends the wait.
  Duration gather = std::chrono::milliseconds(100);
  Duration retry_interval = std::chrono::seconds(5);  // after a failure
  // For the log's own lines, whose troubles cannot be logged: where lines are missing, the line that this makes of their
  // number stands. Called under a lock. Without it, troubles are logged.
  std::function<std::string(std::uint64_t missing)> gap_line{};
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
  explicit LineWriter(std::unique_ptr<LineTarget> target, const LineWriterSettings& settings = {});
  ~LineWriter();  // gives up waiting lines
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // One line without its end or line breaks in it. False: refused and counted. Never blocks. Wakes the thread
  // for the first line of a batch, and again when the buffer becomes half full.
  bool offer(std::string_view line);
  // Writes what waits until the deadline (a failed write gives up earlier), then ends the thread. A thread
  // stuck in a disk write is left behind a quarter of a second later: it keeps only its own buffer and
  // target, and writes and logs nothing more.
  void close(SteadyTime deadline);
  // close() in two steps that do not wait: takes no more lines, and the thread ends when the rest is written (over);
  // ends the thread, or leaves it behind.
  void begin_to_close();
  bool over() const;
  void leave();
  LineWriterSnapshot snapshot() const;

 private:
  void end(SteadyTime deadline, Duration grace);
  class WriterThread;  // shared by loop and thread
  std::shared_ptr<WriterThread> writer_;
  std::thread thread_;
};

}  // namespace gatewarden
