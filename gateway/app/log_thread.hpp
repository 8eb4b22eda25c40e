// While it lives, log lines are written by a thread of their own, in order: a reader of standard error that stalls (a
// container's log driver, a paused terminal) costs lines and never the loop. Missing lines are counted, and a line says
// so where they are missing (log_lines_missing).
#pragma once

#include <string_view>

#include "gateway/uplink/lines/line_writer.hpp"

namespace gatewarden::app {

class LogThread {
 public:
  static constexpr std::size_t kMaxWaiting = 1024 * 1024;  // bytes of lines
  // For what waits at the end. Whatever has not left then is given up.
  static constexpr Duration kGoodbye = std::chrono::seconds(1);

  explicit LogThread(int descriptor = 2);
  ~LogThread();  // never waits longer than kGoodbye and a moment
  LogThread(const LogThread&) = delete;
  LogThread& operator=(const LogThread&) = delete;

  // A line for standard error that is no event, behind the events so far.
  void say(std::string_view line) const { writer_->offer(line); }

 private:
  std::shared_ptr<LineWriter> writer_;  // shared with threads that log a moment too late
};

}  // namespace gatewarden::app
