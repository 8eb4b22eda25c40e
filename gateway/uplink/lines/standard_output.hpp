// Lines on standard output, or on whatever a file descriptor leads to: pipe, socket, terminal, file.
//
// The descriptor is shared with others (a shell, the log of the same service), so its flags stay: it is asked
// for room and gets at most PIPE_BUF bytes at a time. A pipe takes those undivided, so that lines of others
// do not fall into ours; only a longer line goes in pieces (POSIX, write() and <limits.h>).
#pragma once

#include "gateway/uplink/lines/line_target.hpp"

namespace gatewarden {

class StandardOutput final : public LineTarget {
 public:
  explicit StandardOutput(int descriptor = 1);  // stays its owner's
  ~StandardOutput() override;
  StandardOutput(const StandardOutput&) = delete;
  StandardOutput& operator=(const StandardOutput&) = delete;

  std::string name() const override { return "standard output"; }
  // Waits as long as nobody reads. A reader that is gone is a trouble.
  Written write(std::string_view lines) override;
  void give_up() override;

 private:
  bool wait_for_room() const;

  const int descriptor_;
  const int given_up_;  // an eventfd; without one (-1) a wait cannot be ended, and its thread is left behind
  std::size_t begun_ = 0;  // bytes of the next line that were written already
};

}  // namespace gatewarden
