// The other half of LocalMqttLink: what arrives, and how its devices are.
#include <algorithm>

#include "adapters/local_mqtt/local_mqtt_link.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::local_mqtt {
namespace {

constexpr int kLatePeriods = 3;
constexpr int kSilentPeriods = 10;
constexpr std::size_t kMaxExample = 200;  // of foreign text kept for the operator

}  // namespace

void LocalMqttLink::arrived(const mqtt::Message& message) {
  ++counts_.payloads;
  counts_.bytes += message.payload.size();
  if (message.payload.empty()) {  // how MQTT deletes a retained value; a device has said nothing
    ++counts_.empty;
    return;
  }
  if (message.retained && !settings_.retained) {
    ++counts_.retained_ignored;
    return;
  }
  const SteadyTime at = around_.clock.now();
  std::uint32_t position = children_.find(message.topic);
  if (position == FlatIndex::kNone) return unlisted(message, at);
  while (position != FlatIndex::kNone) {
    const std::uint32_t next = children_[position].next;
    take(position, message, at);
    position = next;
  }
}

void LocalMqttLink::take(std::uint32_t position, const mqtt::Message& message, SteadyTime at) {
  TopicChild& child = children_[position];
  if (!message.retained) {
    child.last_heard = at;
    around_.sink.heard(child.device, at);
  }
  const Reading reading =
      decoder_.decode(children_.shape(child).plan, message.payload, child.first, at, around_.sink);
  child.samples += reading.samples;
  counts_.samples += reading.samples;
  if (reading.clean()) {
    if (child.trouble) child.trouble->latest = false;
    return;
  }
  if (!child.trouble) child.trouble = std::make_unique<Trouble>();
  for (std::size_t i = 0; i < kFaults; ++i) {
    child.trouble->faults[i] += reading.faults[i];
    counts_.faults[i] += reading.faults[i];
    child.errors += reading.faults[i];
    counts_.errors += reading.faults[i];
  }
  child.trouble->example = reading.example.substr(0, kMaxExample);
  child.trouble->latest = true;
}

void LocalMqttLink::unlisted(const mqtt::Message& message, SteadyTime at) {
  if (around_.directory != nullptr) {
    for (const TopicPattern& pattern : wanted_) {
      if (!pattern.has_wildcard()) continue;
      const auto identity = pattern.identity(message.topic);
      if (!identity) continue;
      const auto learned = around_.directory->learn(name_, *identity);
      if (!learned || !learned->profile) break;
      ++counts_.learned;
      log::info("local_mqtt", "device_learned",
                {{"link", name_}, {"topic", message.topic}, {"thing", learned->thing}});
      return take(children_.add(*learned, message.topic), message, at);
    }
  }
  ++counts_.unknown;
  last_unknown_ = message.topic.substr(0, kMaxExample);
}

DeviceSnapshot LocalMqttLink::device(DeviceId device) const {
  DeviceSnapshot shot;
  const TopicChild* child = children_.find(device);
  if (child == nullptr) return shot;
  shot.origin = name_ + " " + child->topic;
  shot.samples = child->samples;
  shot.errors = child->errors;
  const Trouble* trouble = child->trouble.get();
  if (trouble != nullptr) {
    for (std::size_t i = 0; i < kFaults; ++i) {
      if (trouble->faults[i] == 0) continue;
      shot.counters.emplace(std::string(to_string(static_cast<Fault>(i))), trouble->faults[i]);
    }
  }
  if (!child->seen()) {
    shot.why = state_ == State::connected ? "nothing was published to its topic since the gateway started"
                                          : "the link " + name_ + " is not connected: " + why_;
    return shot;
  }
  shot.last_heard = child->last_heard;
  const Duration silence = around_.clock.now() - child->last_heard;
  const Duration every = children_.shape(*child).profile->every;
  const bool late = every.count() > 0 && silence > kLatePeriods * every;
  shot.state = DeviceState::online;
  if (trouble != nullptr && trouble->latest) {
    shot.state = DeviceState::degraded;
    shot.why = trouble->example;
  }
  if (late) {
    shot.state = silence > kSilentPeriods * every ? DeviceState::offline : DeviceState::degraded;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(silence).count();
    shot.why = "silent for " + std::to_string(seconds) + " s";
    if (state_ != State::connected) shot.why += "; the link " + name_ + " is not connected: " + why_;
  }
  return shot;
}

}  // namespace gatewarden::local_mqtt
