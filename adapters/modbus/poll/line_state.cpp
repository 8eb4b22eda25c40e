#include "adapters/modbus/poll/line_state.hpp"

#include <chrono>
#include <utility>

namespace gatewarden::modbus {
namespace {

// Between attempts to open the line. Short, so that a site that returns is read soon.
constexpr Backoff::Bounds kReconnect{std::chrono::seconds(1), std::chrono::seconds(30),
                                     std::chrono::milliseconds(100)};

}  // namespace

void LineState::enter(Phase phase, SteadyTime deadline) {
  phase_ = phase;
  deadline_ = deadline;
}

void LineState::opened() {
  phase_ = Phase::open;
  proven_ = false;
}

void LineState::back_off(SteadyTime now, std::mt19937_64& random) {
  if (!backoff_) backoff_.emplace(kReconnect, random());
  wait(now + backoff_->next());
}

void LineState::answered() {
  proven_ = true;
  backoff_.reset();
  why_.clear();
}

bool LineState::lost_is_news() { return std::exchange(said_, Said::lost) != Said::lost; }

bool LineState::answer_is_news() { return std::exchange(said_, Said::answers) != Said::answers; }

}  // namespace gatewarden::modbus
