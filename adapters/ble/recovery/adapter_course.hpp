// What one adapter needs next so that it listens, from what BlueZ says of it and what it answers. Pure: it asks nobody and
// does nothing; whoever owns it carries out one verb at a time. The time is an argument.
//
// What BlueZ says (switched off, discovery ended, a monitor released, an object unknown) is answered within seconds. What
// only silence shows is found by SilenceWatch.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "adapters/ble/recovery/air_coverage.hpp"
#include "adapters/ble/recovery/listening_session.hpp"
#include "adapters/ble/recovery/power_switch.hpp"
#include "adapters/ble/recovery/silence_watch.hpp"
#include "adapters/ble/recovery/verb.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::ble {

class AdapterCourse {
 public:
  struct Rules {
    bool monitor = false;      // passively, as long as BlueZ lets
    bool power_cycle = false;  // a deaf adapter may be switched off and on
  };
  static constexpr Duration kVerbPatience = std::chrono::seconds(12);

  AdapterCourse(Rules rules, SteadyTime now) : rules_(rules), now_(now), coverage_(now), watch_(now) {}

  void appeared(bool powered, bool discovering, SteadyTime now);
  void vanished(std::string_view why, SteadyTime now);  // the adapter, bluetoothd or the bus
  void powered(bool is, SteadyTime now);
  void discovering(bool is, SteadyTime now);
  void monitor(bool active, SteadyTime now);  // activated, or released
  void heard(bool content, SteadyTime now);
  // From now on, and anew if it is by monitor already: its patterns are others.
  void listen_by(bool monitor) { rules_.monitor = monitor, wishes_.stop = session_.listens(); }
  void connected(unsigned devices) { facts_.connected = devices; }
  // Discovery stops until then at most, or until it is resumed.
  void pause(SteadyTime until, SteadyTime now) { paused_until_ = until, now_ = now; }
  void resume(SteadyTime now) { pause(now, now); }
  bool is_paused() const { return now_ < paused_until_ && !session_.is_scanning(); }

  // What to do now; it is under way until answered(), or for kVerbPatience.
  Verb next(SteadyTime now, Elsewhere elsewhere);
  void answered(Outcome outcome, std::string_view words, SteadyTime now);
  SteadyTime due() const;  // when next() may have something new

  bool is_listening() const { return facts_.present && facts_.powered && session_.listens(); }
  bool is_silent() const { return watch_.is_silent(now_); }
  bool by_monitor() const { return rules_.monitor; }
  LinkState state() const;
  const std::string& why() const { return why_; }
  double coverage(SteadyTime now) const { return coverage_.share(now); }
  const std::map<std::string, std::uint64_t>& counters() const { return counters_; }

 private:
  struct Facts {
    bool present = false, powered = false, discovering = false;
    unsigned connected = 0;
  };
  struct Task {
    Verb verb = Verb::none;
    SteadyTime deadline{};
  };
  // Wished by a step of the recovery, or by an answer.
  struct Wishes {
    bool stop = false, reconnect = false, look_again = false;
  };

  Verb wish() const;
  void look(Elsewhere elsewhere);
  void take(SilenceWatch::Step step);
  void answer_start(Outcome outcome, std::string_view words);
  void answer_power(Verb verb, Outcome outcome, std::string_view words);
  void answer_trouble(Outcome outcome, std::string_view words);
  void fall_back(std::string_view why);
  void renew();  // what listens, has changed

  Rules rules_;
  SteadyTime now_;
  Facts facts_;
  ListeningSession session_;
  Task task_;
  Wishes wishes_;
  SteadyTime not_before_{}, paused_until_{};
  PowerSwitch power_;
  unsigned failures_ = 0;
  AirCoverage coverage_;
  SilenceWatch watch_;
  std::string why_;
  std::map<std::string, std::uint64_t> counters_{{"discovery_restarts", 0},
                                                 {"monitor_fallbacks", 0},
                                                 {"power_cycles", 0},
                                                 {"power_ons", 0},
                                                 {"silences", 0}};
};

}  // namespace gatewarden::ble
