// Waits on the loop for what a connection to the bus waits for: its descriptor and its next time-out. Only Bus uses it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gatewarden::ble {

class BusWait {
 public:
  // `ready` is not called any more once this is gone.
  BusWait(boost::asio::io_context& io, std::function<void()> ready);

  // A copy of `descriptor`. What went wrong; empty: nothing.
  std::string watch(int descriptor);
  // `events` as of poll(2).
  void arm(int events, std::optional<std::chrono::microseconds> timeout);

 private:
  void wait(boost::asio::posix::descriptor_base::wait_type type, bool BusWait::*waiting);

  std::shared_ptr<std::function<void()>> ready_;
  boost::asio::posix::stream_descriptor descriptor_;
  boost::asio::steady_timer timer_;
  bool reading_ = false, writing_ = false;
};

}  // namespace gatewarden::ble
