// Takes payloads: they become samples of the children on their topic; unlisted devices are learned or
// counted. A learned device has one record, whatever topics name it: that of the first shows where it is. Retained
// payloads, whose age nobody knows, are only counted unless the settings take them, and are never a sign of life. What
// a device sends beyond its share of the link's budget is only counted. Time is an argument.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/local_mqtt/child_table.hpp"
#include "adapters/local_mqtt/payload/payload_decoder.hpp"
#include "adapters/local_mqtt/settings.hpp"
#include "adapters/local_mqtt/topics/subscriptions.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link_budget.hpp"

namespace gatewarden::local_mqtt {

class PayloadIntake {
 public:
  // Longer topics, in bytes, teach nothing. AWS allows 256, most brokers 65,535.
  static constexpr std::size_t kMaxLearnedTopic = 1024;

  // Budget, sink and directory outlive it; without a directory unlisted devices are only counted.
  PayloadIntake(std::string link, const Settings& settings, LinkBudget& budget, SampleSink& sink,
                Directory* directory);

  void assign(const std::vector<Assignment>& devices) { children_.assign(devices); }
  void release(DeviceId device) { children_.remove(device); }
  // Of all children, valid until the next assign(), release() or take().
  Subscriptions::Topics topics() const;

  // `subscribed` tells who publishes to a topic of no child.
  void take(const mqtt::Message& message, SteadyTime at, const Subscriptions& subscribed);

  void show(LinkSnapshot& shown) const;
  // `link_down`: see ChildHealth.
  DeviceSnapshot device(DeviceId device, SteadyTime now, const std::string& link_down) const;

 private:
  // Whom a payload is for: the child at `first` and those behind it on its topic, or that child alone.
  struct Receivers {
    std::uint32_t first = FlatIndex::kNone;
    bool alone = false;
  };
  std::uint32_t next(const Receivers& receivers, std::uint32_t position);
  // Into readings_.
  void decode(const Receivers& receivers, const mqtt::Message& message, SteadyTime at);
  // Counts it for all of them, and nothing more.
  void pass_over(const Receivers& receivers, const mqtt::Message& message, SteadyTime at);
  void count(TopicChild& child, const Reading& reading, const mqtt::Message& message, SteadyTime at);
  void log_news(const TopicChild& child, bool brings_values) const;
  // The learned device's position, or kNone.
  std::uint32_t learn(std::string_view topic, const Subscriptions& subscribed);

  const std::string link_;
  const bool takes_retained_;
  LinkBudget& budget_;
  SampleSink& sink_;
  Directory* const directory_;
  ChildTable children_;
  PayloadDecoder decoder_;
  std::vector<Reading> readings_;  // of the newest payload, by child on its topic
  Reading too_fast_;               // of a payload that is passed over

  struct Counts {
    std::uint64_t payloads = 0, bytes = 0, empty = 0, retained_ignored = 0;
    std::uint64_t samples = 0, missing = 0, learned = 0, unknown = 0;
    PayloadFaults faults;
  } counts_;
  std::string last_unknown_;
};

}  // namespace gatewarden::local_mqtt
