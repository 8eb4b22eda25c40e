// The real clock: timers fire on the gateway's io_context.
#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class SystemClock final : public Clock {
 public:
  explicit SystemClock(boost::asio::io_context& io) : io_(io) {}
  SteadyTime now() const override { return std::chrono::steady_clock::now(); }
  WallTime wall() const override;
  std::unique_ptr<Timer> timer(std::function<void()> due) override;

 private:
  boost::asio::io_context& io_;
};

}  // namespace gatewarden
