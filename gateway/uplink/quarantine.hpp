// Topics the broker does not let us publish on. One connection carries every child, so a child
// whose topic is refused is taken out of service alone: its reports are withheld, and now and then
// one goes as a probe, alone on the wire, with growing pauses (AWS IoT tells a client in no other
// way that its policy has changed).
//
// Where a broker answers a forbidden publish (MQTT 5: PUBACK 0x87) a probe costs nothing. Where it hangs up,
// as AWS IoT does on MQTT 3.1.1 clients, each probe costs the connection: at most one a minute over all
// topics. Pure: time is an argument.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/small_random.hpp"

namespace gatewarden {

class Quarantine {
 public:
  static constexpr Duration kFirstPause = std::chrono::minutes(4);  // the next report of a child is its probe
  static constexpr Duration kMaxPause = std::chrono::hours(6);
  static constexpr Duration kBetweenHangUps = std::chrono::minutes(1);

  enum class Cause : std::uint8_t { unauthorised, bad_topic, hang_up };
  struct Entry {
    std::string topic;
    std::string thing;  // whose reports go there; empty: everybody's
    Cause cause{};
    std::string why;
    SteadyTime since{};
    SteadyTime probe_at{};
    unsigned probes = 0;   // that failed
    bool probing = false;  // one is on its way
  };
  enum class Pass : std::uint8_t { go, probe, withhold };

  explicit Quarantine(std::uint64_t seed) : random_(small_random(seed)) {}

  // Whether a publish may go there now. After `probe` the topic is withheld until put() or release() tells
  // the result, or half its pause has passed.
  Pass ask(std::string_view topic, SteadyTime now);
  bool holds(std::string_view topic) const { return entries_.contains(topic); }
  const Entry* find(std::string_view topic) const;
  // Refused, or refused again. What was under way beside a probe, or before the
  // first refusal, changes nothing.
  const Entry& put(std::string_view topic, std::string_view thing, Cause cause, std::string why,
                   SteadyTime now);
  // It was acknowledged. False if it was not in here.
  bool release(std::string_view topic);
  // An operator has changed something: the next report of each is a probe. Topics of things that
  // are no longer ours are forgotten.
  void probe_all(SteadyTime now, const std::function<bool(std::string_view thing)>& ours);

  std::size_t size() const { return entries_.size(); }
  // The first `most`, by topic.
  std::vector<Entry> list(std::size_t most) const;

 private:
  std::map<std::string, Entry, std::less<>> entries_;
  std::minstd_rand random_;
  std::optional<SteadyTime> last_costly_probe_;
};

std::string_view to_string(Quarantine::Cause cause);

// What an AWS IoT policy must hold for publishing on `topic`; the region is the endpoint's, where its name
// shows one ("...iot.eu-central-1.amazonaws.com").
std::string policy_statement(std::string_view topic, std::string_view endpoint);

}  // namespace gatewarden
