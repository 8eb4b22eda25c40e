#include "adapters/local_mqtt/payload_intake.hpp"

#include <algorithm>

#include "gateway/base/log.hpp"

namespace gatewarden::local_mqtt {

PayloadIntake::PayloadIntake(std::string link, const Settings& settings, LinkBudget& budget, SampleSink& sink,
                             Directory* directory)
    : link_(std::move(link)),
      takes_retained_(settings.retained),
      budget_(budget),
      sink_(sink),
      directory_(directory),
      decoder_(settings.max_payload) {
  too_fast_.fail(Fault::too_fast, [&] {
    return Explanation{
        "", "it publishes more than `bytes_per_second: " + std::to_string(settings.bytes_per_second) +
                "`: what is more is not looked at"};
  });
}

Subscriptions::Topics PayloadIntake::topics() const { return children_.topics(); }

void PayloadIntake::take(const mqtt::Message& message, SteadyTime at, const Subscriptions& subscribed) {
  ++counts_.payloads;
  counts_.bytes += message.payload.size();
  if (message.payload.empty()) {  // it deletes a retained value; the device said nothing
    ++counts_.empty;
    return;
  }
  if (message.retained && !takes_retained_) {
    ++counts_.retained_ignored;
    return;
  }
  Receivers receivers{children_.find(message.topic)};
  if (receivers.first == FlatIndex::kNone) receivers = {learn(message.topic, subscribed), true};
  if (receivers.first == FlatIndex::kNone) {
    ++counts_.unknown;
    last_unknown_ = message.topic.substr(0, kMaxExample);
    return;
  }
  if (!budget_.takes(children_[receivers.first].taken, at)) return pass_over(receivers, message, at);
  decode(receivers, message, at);
  const bool is_of_one =
      std::any_of(readings_.begin(), readings_.end(), [](const Reading& r) { return r.found > 0; });
  std::uint32_t position = receivers.first;
  for (const Reading& reading : readings_) {
    TopicChild& child = children_[position];
    position = child.next;
    if (reading.has_none && is_of_one) {
      child.health.passed_by();
    } else {
      count(child, reading, message, at);
    }
  }
}

std::uint32_t PayloadIntake::next(const Receivers& receivers, std::uint32_t position) {
  return receivers.alone ? FlatIndex::kNone : children_[position].next;
}

void PayloadIntake::pass_over(const Receivers& receivers, const mqtt::Message& message, SteadyTime at) {
  for (auto i = receivers.first; i != FlatIndex::kNone; i = next(receivers, i))
    count(children_[i], too_fast_, message, at);
}

void PayloadIntake::decode(const Receivers& receivers, const mqtt::Message& message, SteadyTime at) {
  readings_.clear();
  Allowance& taken = children_[receivers.first].taken;
  std::size_t members = 0;
  for (auto i = receivers.first; i != FlatIndex::kNone; i = next(receivers, i)) {
    const TopicChild& child = children_[i];
    const auto turn = readings_.empty() ? PayloadDecoder::Turn::first : PayloadDecoder::Turn::next;
    readings_.push_back(
        decoder_.decode(children_.plan(child).plan, message.payload, child.first, at, sink_, turn));
    members += readings_.back().members;
  }
  budget_.took(taken, message.payload.size(), readings_.size(), members, at);
}

void PayloadIntake::count(TopicChild& child, const Reading& reading, const mqtt::Message& message,
                          SteadyTime at) {
  if (!message.retained) {
    child.health.heard(at);
    sink_.heard(child.device, at);
  }
  if (child.health.took(reading)) child.health.explain(none_of(children_.plan(child).plan, message.payload));
  if (const auto brings_values = child.health.news(at)) log_news(child, *brings_values);
  counts_.samples += reading.samples;
  counts_.missing += reading.missing;
  if (!reading.clean()) counts_.faults.add(reading.faults);
}

// Such a device lives, and would otherwise send no report unseen.
void PayloadIntake::log_news(const TopicChild& child, bool brings_values) const {
  if (brings_values) {
    log::info("local_mqtt", "payloads_of_use", {{"link", link_}, {"topic", child.topic}});
  } else {
    log::warning("local_mqtt", "payloads_in_vain",
                 {{"link", link_}, {"topic", child.topic}, {"why", child.health.why()}});
  }
}

std::uint32_t PayloadIntake::learn(std::string_view topic, const Subscriptions& subscribed) {
  if (directory_ == nullptr || topic.size() > kMaxLearnedTopic) return FlatIndex::kNone;
  const auto identity = subscribed.identity(topic);
  if (!identity) return FlatIndex::kNone;
  const auto learned = directory_->learn(link_, *identity);
  if (!learned || !learned->profile) return FlatIndex::kNone;
  if (const auto known = children_.position(learned->device); known != FlatIndex::kNone) return known;
  ++counts_.learned;
  return children_.add(*learned, topic);
}

void PayloadIntake::show(LinkSnapshot& shown) const {
  shown.devices = children_.size();
  shown.samples = counts_.samples;
  shown.errors = counts_.faults.lost();
  shown.unknown = counts_.unknown;
  shown.last_unknown = last_unknown_;
  shown.counters["payloads"] = counts_.payloads;
  shown.counters["payload_bytes"] = counts_.bytes;
  shown.counters["retained_ignored"] = counts_.retained_ignored;
  shown.counters["empty"] = counts_.empty;
  shown.counters["learned"] = counts_.learned;
  shown.counters["missing"] = counts_.missing;
  shown.counters.merge(counts_.faults.by_name());
}

DeviceSnapshot PayloadIntake::device(DeviceId device, SteadyTime now, const std::string& link_down) const {
  const TopicChild* child = children_.find(device);
  if (child == nullptr) return {};
  DeviceSnapshot shown = child->health.snapshot(children_.plan(*child).profile->every, now, link_down);
  shown.origin = link_ + " " + child->topic;
  return shown;
}

}  // namespace gatewarden::local_mqtt
