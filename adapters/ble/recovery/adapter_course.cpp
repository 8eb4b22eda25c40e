#include "adapters/ble/recovery/adapter_course.hpp"

#include <algorithm>
#include <utility>

namespace gatewarden::ble {

namespace {

using std::chrono::seconds;
constexpr Duration kObjectSettles = std::chrono::milliseconds(1500);  // after UnknownObject
constexpr Duration kAgain = seconds(1), kLongestPause = seconds(15);
constexpr unsigned kFailuresOfACycle = 3;

}  // namespace

LinkState AdapterCourse::state() const {
  if (is_listening() || is_paused()) return LinkState::connected;
  return facts_.present && facts_.powered ? LinkState::connecting : LinkState::waiting;
}

void AdapterCourse::renew() {
  const bool listens = is_listening();
  coverage_.listening(listens, session_.is_filtered(), now_);
  watch_.listening(listens, now_);
}

void AdapterCourse::appeared(bool powered_now, bool discovering_now, SteadyTime now) {
  now_ = now;
  facts_.discovering = discovering_now;
  if (facts_.present) return powered(powered_now, now);
  facts_.present = true;
  facts_.powered = powered_now;
  not_before_ = now;
  why_ = powered_now ? "" : power_.went_off(now);
  renew();
}

void AdapterCourse::vanished(std::string_view why, SteadyTime now) {
  now_ = now;
  facts_ = {};
  session_.forget();
  task_ = {};
  wishes_ = {};
  failures_ = 0;
  why_ = why;
  renew();
}

void AdapterCourse::powered(bool is, SteadyTime now) {
  now_ = now;
  if (is == facts_.powered) return;
  facts_.powered = is;
  session_.forget();
  why_ = is ? "" : power_.went_off(now);
  if (is) {
    power_.came_on();
    not_before_ = now;
    failures_ = 0;
  }
  renew();
}

void AdapterCourse::discovering(bool is, SteadyTime now) {
  now_ = now;
  facts_.discovering = is;
  if (is || task_.verb != Verb::none || !session_.is_scanning()) return;
  session_.ended();  // by BlueZ
  ++counters_["discovery_restarts"];
  not_before_ = std::max(not_before_, now + kAgain);
  renew();
}

void AdapterCourse::monitor(bool active, SteadyTime now) {
  now_ = now;
  if (!rules_.monitor) return;
  if (!active) return fall_back("bluetoothd released the advertisement monitor");
  session_.monitor_activated();
  renew();
}

void AdapterCourse::fall_back(std::string_view why) {
  rules_.monitor = false;
  session_.monitor_gone();
  ++counters_["monitor_fallbacks"];
  why_ = std::string(why) + ": it listens by discovery";
  renew();
}

void AdapterCourse::heard(bool content, SteadyTime now) {
  now_ = now;
  if (!content) return;
  if (watch_.is_silent(now) || watch_.is_recovering()) why_.clear();
  coverage_.heard(now);
  watch_.heard(now);
  wishes_.stop = wishes_.reconnect = false;
  power_.cycle(false);
}

SteadyTime AdapterCourse::due() const {
  if (task_.verb != Verb::none) return task_.deadline;
  if (now_ < not_before_) return not_before_;
  SteadyTime due = std::max(watch_.due(), now_ + kAgain);
  const auto sooner = [&](SteadyTime at) {
    if (at > now_) due = std::min(due, at);
  };
  sooner(paused_until_);
  if (power_.due()) sooner(*power_.due());
  sooner(session_.activation_until());
  return due;
}

Verb AdapterCourse::next(SteadyTime now, Elsewhere elsewhere) {
  now_ = now;
  if (task_.verb != Verb::none) {
    if (now < task_.deadline) return Verb::none;
    answered(Outcome::timed_out, "no answer", now);
  }
  if (now < not_before_) return Verb::none;
  if (now >= session_.activation_until()) {
    fall_back("bluetoothd took the advertisement monitor and did not activate it for 10 s");
    task_ = {Verb::withdraw_monitor, now + kVerbPatience};
    return Verb::withdraw_monitor;
  }
  if (facts_.present) look(elsewhere);
  task_ = {wish(), now + kVerbPatience};
  return task_.verb;
}

void AdapterCourse::look(Elsewhere elsewhere) {
  if (!watch_.is_due(now_)) return;
  if (now_ < paused_until_) return watch_.postpone(paused_until_);
  if (!is_listening() && !watch_.is_recovering()) return watch_.postpone(now_ + SilenceWatch::kBetweenLooks);
  const bool began = !watch_.is_recovering();
  const auto step = watch_.look(now_, elsewhere);
  if (step == SilenceWatch::Step::none) return;
  if (elsewhere == Elsewhere::quiet && began) {
    wishes_.stop = true;
    return;
  }
  if (began) {
    ++counters_["silences"];
    coverage_.deaf(now_);
  }
  take(step);
}

void AdapterCourse::take(SilenceWatch::Step step) {
  using Step = SilenceWatch::Step;
  if (step == Step::cycle_discovery) {
    why_ = "nothing with content was heard for 90 s: discovery is begun anew";
    wishes_.stop = true;
  } else if (step == Step::cycle_power && rules_.power_cycle && facts_.connected == 0) {
    power_.cycle(true);
  } else if (step == Step::reconnect) {
    wishes_.reconnect = true;
  } else if (step == Step::give_up) {
    why_ =
        "nothing with content is heard, also after discovery was begun anew: the adapter is deaf, or no device is near";
    if (!rules_.power_cycle) why_ += "; power_cycle: true would let it be switched off and on";
    if (rules_.monitor) fall_back("the advertisement monitor hears nothing");
  }
}

Verb AdapterCourse::wish() const {
  if (wishes_.reconnect) return Verb::reconnect;
  if (wishes_.look_again) return Verb::look_again;
  if (!facts_.present) return Verb::none;
  const Verb power = power_.wish(facts_.powered, now_);
  if (power != Verb::none || !facts_.powered) return power;
  if (rules_.monitor && !session_.is_scanning()) return session_.wish_of_monitor(wishes_.stop);
  return session_.wish_of_discovery(wishes_.stop || rules_.monitor, now_ < paused_until_);
}

void AdapterCourse::answered(Outcome outcome, std::string_view words, SteadyTime now) {
  now_ = now;
  const Verb verb = std::exchange(task_, {}).verb;
  switch (verb) {
    case Verb::set_filter:
      if (outcome != Outcome::done && outcome != Outcome::refused) return answer_trouble(outcome, words);
      return session_.filter_answered(outcome);
    case Verb::start_discovery:
      return answer_start(outcome, words);
    case Verb::stop_discovery:
    case Verb::withdraw_monitor:
      if (wishes_.stop) ++counters_["discovery_restarts"];
      wishes_.stop = false;
      session_.ended();
      session_.monitor_gone();
      return renew();
    case Verb::power_on:
    case Verb::power_off:
      return answer_power(verb, outcome, words);
    case Verb::offer_monitor:
      if (outcome == Outcome::unknown_object || outcome == Outcome::not_ready)
        return answer_trouble(outcome, words);
      if (outcome != Outcome::done)
        return fall_back("bluetoothd takes no advertisement monitor (" + std::string(words) + ")");
      return session_.monitor_taken(now);
    case Verb::look_again:
    case Verb::reconnect:
      wishes_.look_again = wishes_.reconnect = false;
      return;
    case Verb::none:
      return;
  }
}

void AdapterCourse::answer_start(Outcome outcome, std::string_view words) {
  if (outcome != Outcome::done && outcome != Outcome::in_progress) return answer_trouble(outcome, words);
  failures_ = 0;
  const auto started = session_.start_answered(outcome, facts_.discovering);
  wishes_.stop = started == ListeningSession::Started::stop_before;
  if (started == ListeningSession::Started::ask_again) not_before_ = now_ + ListeningSession::kInProgress;
  if (started != ListeningSession::Started::yes) return;
  if (!watch_.is_recovering())
    why_ = session_.is_filtered() ? "" : "BlueZ took no filter: it is deaf a third of the time";
  renew();
}

void AdapterCourse::answer_power(Verb verb, Outcome outcome, std::string_view words) {
  const bool on = verb == Verb::power_on;
  if (outcome == Outcome::done) {
    ++counters_[on ? "power_ons" : "power_cycles"];
    powered(on, now_);
  }
  const std::string why = power_.answered(verb, outcome, words, now_);
  if (!why.empty()) why_ = why;
}

void AdapterCourse::answer_trouble(Outcome outcome, std::string_view words) {
  session_.ended();
  why_ = "BlueZ does not listen: " + std::string(words);
  if (outcome == Outcome::unknown_object) {
    wishes_.look_again = true;
    not_before_ = now_ + kObjectSettles;
    return renew();
  }
  ++failures_;
  not_before_ = now_ + std::min<Duration>(kAgain * (1U << std::min(failures_ - 1, 4U)), kLongestPause);
  if (failures_ % kFailuresOfACycle == 0 && rules_.power_cycle && facts_.connected == 0) {
    power_.cycle(true);
  }
  renew();
}

}  // namespace gatewarden::ble
