// One local broker as a Link: children publish to it, their payloads become samples. It connects, subscribes
// what its children's topics need, comes back by itself with full-jitter back-off, and subscribes again.
//
// What a device's state means here (`every` is its profile's period, or unknown):
//   never_seen  nothing arrived since the gateway started
//   online      heard within three periods, or the period is unknown; and the newest payload was clean
//   degraded    silent for three to ten periods, or the newest payload had a fault
//   offline     silent for more than ten periods
// Retained payloads are left alone and counted unless `retained: true`: nobody knows how old they are. Where
// they are taken, they still are no sign of life.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/local_mqtt/child_table.hpp"
#include "adapters/local_mqtt/settings.hpp"
#include "adapters/local_mqtt/subscriptions.hpp"
#include "gateway/base/backoff.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::local_mqtt {

// All owned by the composition; they outlive the link.
struct Surroundings {
  SampleSink& sink;
  Clock& clock;
  mqtt::SessionFactory sessions;
  Directory* directory = nullptr;  // null: unlisted devices are only counted
  std::uint64_t seed = 0;          // of the back-off and the random part of the client id
};

class LocalMqttLink final : public Link {
 public:
  LocalMqttLink(std::string name, Settings settings, Surroundings surroundings);
  ~LocalMqttLink() override;

  void start() override;
  void stop() override;
  void assign(std::vector<Assignment> devices) override;
  LinkSnapshot snapshot() const override;
  DeviceSnapshot device(DeviceId device) const override;

 private:
  enum class State { stopped, connecting, connected, waiting };

  mqtt::Target target() const;
  mqtt::Callbacks callbacks();
  void attempt();
  void connected();
  void lost(const std::string& why);
  void retry_later(const std::string& why);

  void plan_filters();
  void bring_subscriptions_up_to_date();
  void subscribe(const std::vector<std::string>& filters);
  void subscribed(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes);

  void arrived(const mqtt::Message& message);
  void take(std::uint32_t position, const mqtt::Message& message, SteadyTime at);
  void unlisted(const mqtt::Message& message, SteadyTime at);

  const std::string name_;
  const Settings settings_;
  const Surroundings around_;
  const std::string client_id_;
  Backoff backoff_;
  std::unique_ptr<Timer> retry_;
  std::unique_ptr<mqtt::Session> session_;

  State state_ = State::stopped;
  SteadyTime since_{};  // of the state; of `waiting`: when the next attempt is due
  std::string why_;
  bool told_lost_ = false;  // an outage is logged once, whatever the number of attempts

  ChildTable children_;
  PayloadDecoder decoder_;
  std::vector<TopicPattern> given_;  // from the fleet file
  std::vector<TopicPattern> wanted_;
  std::set<std::string> refused_;  // wildcards this broker did not grant
  std::set<std::string> asked_;    // filters of this session
  std::map<mqtt::Ticket, std::vector<std::string>> open_subscriptions_;
  mqtt::Ticket next_ticket_ = 1;

  struct Counts {
    std::uint64_t payloads = 0, bytes = 0, samples = 0, errors = 0;
    std::uint64_t unknown = 0, learned = 0, retained_ignored = 0, empty = 0, connects = 0, losses = 0;
    std::uint64_t filters_refused = 0;
    std::array<std::uint64_t, kFaults> faults{};
  } counts_;
  std::string last_unknown_;
};

}  // namespace gatewarden::local_mqtt
