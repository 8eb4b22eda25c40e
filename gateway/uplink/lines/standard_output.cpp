#include "gateway/uplink/lines/standard_output.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

namespace gatewarden {
StandardOutput::StandardOutput(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)), given_up_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

StandardOutput::~StandardOutput() {
  if (given_up_ >= 0) ::close(given_up_);
}

std::string StandardOutput::trouble(int code) const {
  const std::string subject = name_ + " cannot be written: ";
  if (code == EPIPE) return subject + "nobody reads it any more; start its reader and the gateway again";
  if (code == EBADF) return subject + "it is closed; start the gateway with one, or leave it out";
  if (code == ENOSPC) return subject + "no space left on the disk it leads to; make room";
  return subject + std::strerror(code);
}

void StandardOutput::give_up() { ::eventfd_write(given_up_, 1); }

// False when given up. A closed other side counts as room: write() then reports it.
bool StandardOutput::wait_for_room() const {
  struct pollfd both[] = {{descriptor_, POLLOUT, 0}, {given_up_, POLLIN, 0}};
  while (::poll(both, 2, -1) < 0 && errno == EINTR) {
  }
  return both[1].revents == 0;
}

LineTarget::Written StandardOutput::write(std::string_view lines) {
  Written written;
  while (written.bytes < lines.size() && wait_for_room()) {
    const std::string_view piece = whole_lines(lines.substr(written.bytes), PIPE_BUF);
    const std::size_t room = std::min<std::size_t>(piece.size() - begun_, PIPE_BUF);
    const ssize_t taken = ::write(descriptor_, piece.data() + begun_, room);
    if (taken < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      written.trouble = trouble(errno);
      break;
    }
    begun_ += static_cast<std::size_t>(taken);
    const std::size_t whole = piece.substr(0, begun_).rfind('\n') + 1;  // none: npos + 1 is 0
    begun_ -= whole;
    written.bytes += whole;
  }
  return written;
}

}  // namespace gatewarden
