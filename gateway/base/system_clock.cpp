#include "gateway/base/system_clock.hpp"

#include <boost/asio/steady_timer.hpp>

namespace gatewarden {
namespace {

class AsioTimer final : public Timer {
 public:
  AsioTimer(boost::asio::io_context& io, std::function<void()> due)
      : timer_(io), due_(std::make_shared<State>()) {
    due_->callback = std::move(due);
  }
  ~AsioTimer() override { due_->alive = false; }

  void arm(SteadyTime due) override {
    timer_.expires_at(due);  // cancels an earlier wait
    timer_.async_wait(
        [state = due_, generation = ++due_->generation](const boost::system::error_code& error) {
          if (!error && state->alive && generation == state->generation) state->callback();
        });
  }
  void cancel() override {
    ++due_->generation;
    timer_.cancel();
  }

 private:
  // Outlives the timer: an expired wait is queued already and cannot be cancelled.
  struct State {
    std::function<void()> callback;
    unsigned long generation = 0;
    bool alive = true;
  };
  boost::asio::steady_timer timer_;
  std::shared_ptr<State> due_;
};

}  // namespace

WallTime SystemClock::wall() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::unique_ptr<Timer> SystemClock::timer(std::function<void()> due) {
  return std::make_unique<AsioTimer>(io_, std::move(due));
}

}  // namespace gatewarden
