#include "adapters/ble/bus/bus_wait.hpp"

#include <poll.h>
#include <unistd.h>

#include <memory>
#include <utility>

namespace gatewarden::ble {

using boost::asio::posix::descriptor_base;

BusWait::BusWait(boost::asio::io_context& io, std::function<void()> ready)
    : ready_(std::make_shared<std::function<void()>>(std::move(ready))), descriptor_(io), timer_(io) {}

std::string BusWait::watch(int descriptor) {
  boost::system::error_code error;
  descriptor_.assign(::dup(descriptor), error);
  return error ? "no descriptor for the bus: " + error.message() : "";
}

void BusWait::arm(int events, std::optional<std::chrono::microseconds> timeout) {
  if (events & POLLIN) wait(descriptor_base::wait_read, &BusWait::reading_);
  if (events & POLLOUT) wait(descriptor_base::wait_write, &BusWait::writing_);
  if (!timeout) return;
  timer_.expires_after(*timeout);
  timer_.async_wait([ready = std::weak_ptr(ready_)](const boost::system::error_code& error) {
    const auto held = ready.lock();
    if (!error && held) (*held)();
  });
}

void BusWait::wait(descriptor_base::wait_type type, bool BusWait::*waiting) {
  if (std::exchange(this->*waiting, true)) return;
  descriptor_.async_wait(
      type, [this, waiting, ready = std::weak_ptr(ready_)](const boost::system::error_code& error) {
        const auto held = ready.lock();
        if (error || !held) return;
        this->*waiting = false;
        (*held)();
      });
}

}  // namespace gatewarden::ble
