// An adapter of a BlueZ in memory, with its faults, and the course that keeps it listening. Time moves by 50 ms.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <set>

#include "adapters/ble/recovery/adapter_course.hpp"

namespace gatewarden::ble::test {

using std::chrono::milliseconds, std::chrono::minutes, std::chrono::seconds;

struct CourseRig {
  // What is wrong with it.
  bool deaf = false;        // until `cure`
  Verb cure = Verb::none;   // what ends deafness
  bool only_empty = false;  // advertisements, until `cure`
  bool unfiltered = false;  // pauses of 5 s after 10.24 s, as another program's discovery makes them
  bool quiet = false;       // nothing is in the air
  bool activates = true;    // a monitor
  bool silent = false;      // answers nothing
  std::map<Verb, std::deque<Outcome>> answers;  // before `done`
  unsigned connected = 0;                       // devices, over all that happens
  Elsewhere elsewhere = Elsewhere::unknown;
  Duration gap = milliseconds(100);  // between two advertisements

  explicit CourseRig(AdapterCourse::Rules rules = {}) : course(rules, now) {
    course.appeared(true, false, now);
  }

  SteadyTime now{std::chrono::hours(1)};
  AdapterCourse course;
  bool powered = true, scanning = false, monitored = false;
  std::map<Verb, int> asked;
  Duration on_air{}, whole{};  // how long it really listened

  bool really_listens() const {
    if (!powered || (!scanning && !monitored) || deaf || only_empty) return false;
    return !unfiltered || (now - window_).count() % Duration(milliseconds(15240)).count() <
                              Duration(milliseconds(10240)).count();
  }

  // Until it is so; how long that took, or `limit`.
  template <class Predicate>
  Duration until(Predicate&& so, Duration limit) {
    const SteadyTime from = now;
    while (!so() && now - from < limit) step();
    return now - from;
  }
  void pass(Duration time) {
    until([] { return false; }, time);
  }
  Duration until_heard(Duration limit = minutes(10)) {
    const auto before = heard_;
    return until([&] { return heard_ > before; }, limit);
  }

  void switch_off() {
    powered = scanning = false;
    course.powered(false, now);
    course.discovering(false, now);
  }

 private:
  void step() {
    const bool listens = really_listens();
    course.connected(connected);
    now += milliseconds(50);
    whole += milliseconds(50);
    if (listens) on_air += milliseconds(50);
    if ((now - SteadyTime{}).count() % gap.count() == 0 && !quiet && powered && (scanning || monitored) &&
        !deaf) {
      if (only_empty) course.heard(false, now);
      if (listens) {
        course.heard(true, now);
        ++heard_;
      }
    }
    for (Verb verb = course.next(now, elsewhere); verb != Verb::none; verb = course.next(now, elsewhere))
      answer(verb);
  }

  void answer(Verb verb) {
    ++asked[verb];
    if (silent) return;
    Outcome outcome = Outcome::done;
    if (auto& planned = answers[verb]; !planned.empty()) {
      outcome = planned.front();
      planned.pop_front();
    }
    if (outcome == Outcome::done) {
      if (verb == cure) deaf = only_empty = false;
      obey(verb);
    }
    course.answered(outcome, "as planned", now);
    if (verb == Verb::offer_monitor && outcome == Outcome::done && activates) {
      monitored = true;
      course.monitor(true, now);
    }
    if (verb == Verb::reconnect) {  // as its owner does
      scanning = monitored = false;
      course.vanished("the bus is begun anew", now);
      course.appeared(powered, false, now);
    }
    if (verb == Verb::look_again) course.appeared(powered, scanning, now);
  }
  void obey(Verb verb) {
    if (verb == Verb::start_discovery) {
      scanning = true;
      window_ = now;
      course.discovering(true, now);
    } else if (verb == Verb::stop_discovery) {
      scanning = false;
      course.discovering(false, now);
    } else if (verb == Verb::withdraw_monitor) {
      monitored = false;
    } else if (verb == Verb::power_off) {
      powered = scanning = monitored = false;
      course.powered(false, now);
    } else if (verb == Verb::power_on) {
      powered = true;
      course.powered(true, now);
    }
  }

  SteadyTime window_{};
  std::uint64_t heard_ = 0;
};

}  // namespace gatewarden::ble::test
