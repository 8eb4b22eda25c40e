// The line under the questions: opened when there is something to ask, and again when it was lost.
#include <algorithm>
#include <utility>

#include "adapters/modbus/commission/inquirer.hpp"

namespace gatewarden::modbus {
namespace {

using namespace std::chrono_literals;

constexpr unsigned kMostFailures = 4;       // to open a line again that was open before
constexpr unsigned kMostLossesUnheard = 5;  // of a line that never brought an answer
constexpr unsigned kMostLosses = 30;        // of one that did: gateways exist that hang up over absent units
constexpr Duration kFirstPause = 100ms;     // before a line is opened again
constexpr Duration kLongestPause = 2s;

}  // namespace

void Inquirer::open_line() {
  line_ = Line::opening;
  framing_->reset();
  pace_.reset();
  timer_->arm(clock_.now() + settings_.connect_timeout);
  stream_->open(*this);
}

void Inquirer::opened() {
  line_ = Line::open;
  ever_open_ = true;
  failures_ = 0;
  timer_->cancel();
  if (settings_.is_rtu()) not_before_ = clock_.now() + kStaleBytes;
  pump();
}

void Inquirer::closed(const Trouble& trouble) {
  line_ == Line::opening ? line_failed(trouble.why) : hung_up(trouble.why);
}

// A line that was never open is not there; one that was may come back.
void Inquirer::line_failed(const std::string& why) {
  line_ = Line::closed;
  timer_->cancel();
  if (ever_open_ && ++failures_ < kMostFailures) return wait_for_line();
  failures_ = 0;
  Answer answer;
  answer.kind = Answer::Kind::line_lost;
  answer.why = why;
  if (wanted_) finish(answer);
}

void Inquirer::hung_up(const std::string& why) {
  line_ = Line::closed;
  timer_->cancel();
  ++losses_;
  if (!wanted_) return;
  const bool over_this_one = asked_.has_value();
  asked_.reset();
  if (losses_ >= (ever_answered_ ? kMostLosses : kMostLossesUnheard)) {
    Answer answer;
    answer.kind = Answer::Kind::line_lost;
    answer.why = why + ", " + std::to_string(std::exchange(losses_, 0)) + " times in a row";
    return finish(answer);
  }
  if (over_this_one && std::exchange(wanted_->hung_up_on, true)) {
    Answer answer;
    answer.kind = Answer::Kind::hung_up;
    answer.why = why + " over " + to_string(wanted_->request) + ", twice";
    inside_ = true;  // the next question waits for the pause
    finish(answer);
    inside_ = false;
    if (!wanted_) return;
  }
  wait_for_line();
}

void Inquirer::wait_for_line() {
  line_ = Line::waiting;
  Duration pause = kFirstPause;
  for (unsigned i = 1; i < std::max(losses_, failures_) && pause < kLongestPause; ++i) pause *= 2;
  timer_->arm(clock_.now() + std::min(pause, kLongestPause));
}

}  // namespace gatewarden::modbus
