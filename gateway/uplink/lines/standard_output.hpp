// Lines on standard output or any file descriptor: pipe, socket, terminal, file.
//
// Others share the descriptor (a shell, the service's log), so its flags stay: it is polled for room and gets
// at most PIPE_BUF bytes at a time. A pipe takes those undivided, so lines do not mix; only longer lines go
// in pieces (POSIX, write() and <limits.h>).
#pragma once

#include "gateway/uplink/lines/line_target.hpp"

namespace gatewarden {

class StandardOutput final : public LineTarget {
 public:
  // The descriptor is owned by the caller. `name`: for the operator.
  explicit StandardOutput(int descriptor = 1, std::string name = "standard output");
  ~StandardOutput() override;
  StandardOutput(const StandardOutput&) = delete;
  StandardOutput& operator=(const StandardOutput&) = delete;

  std::string name() const override { return name_; }
  // Waits while nobody reads; a reader that is gone is a trouble.
  Written write(std::string_view lines) override;
  void give_up() override;

 private:
  bool wait_for_room() const;
  std::string trouble(int code) const;

  const int descriptor_;
  const std::string name_;
  const int given_up_;  // an eventfd; without one (-1) a wait cannot be ended, and the thread is left behind
  std::size_t begun_ = 0;  // bytes of the next line already written
};

}  // namespace gatewarden
