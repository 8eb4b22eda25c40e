// Topics the broker refuses. All children share a connection, so only the child of a refused topic leaves
// service: its reports are withheld. Now and then one is sent alone as a probe, after growing pauses (AWS IoT
// has no other way to tell that its policy changed).
//
// A probe is free where the broker answers a forbidden publish (MQTT 5: PUBACK 0x87). Where it
// hangs up, as AWS IoT does on MQTT 3.1.1 clients, a probe costs the connection: at most one a
// minute over all topics. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/backoff.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden {

class Quarantine {
 public:
  static constexpr Duration kFirstPause = std::chrono::minutes(4);  // a child's next report is its probe
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
    bool probing = false;  // one is under way
  };
  enum class Pass : std::uint8_t { go, probe, withhold };

  explicit Quarantine(std::uint64_t seed) : random_(small_random(seed)) {}

  // Whether a publish may go there now. After `probe` the topic is withheld until put() or
  // release(), or for half its pause.
  Pass ask(std::string_view topic, SteadyTime now);
  bool holds(std::string_view topic) const { return entries_.contains(topic); }
  const Entry* find(std::string_view topic) const;
  // Refused, perhaps again. No effect for publishes under way with a probe or sent before the first refusal.
  const Entry& put(std::string_view topic, std::string_view thing, Cause cause, std::string why,
                   SteadyTime now);
  // Acknowledged. False if it was not quarantined.
  bool release(std::string_view topic);
  // An operator has changed something: each topic's next report is a probe. Topics of things no
  // longer ours are forgotten.
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

// What an AWS IoT policy must allow: "iot:Publish" on "topic/T", "iot:Connect" on "client/ID"; in the endpoint's region
// where its name shows one ("...iot.eu-central-1.amazonaws.com").
std::string policy_statement(std::string_view action, std::string_view resource, std::string_view endpoint);

}  // namespace gatewarden
