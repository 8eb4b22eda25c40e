// The children of one broker: found by topic for every payload, by id for the operator. About 110 bytes a
// child besides the text of its topic.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/local_mqtt/flat_index.hpp"
#include "adapters/local_mqtt/payload_decoder.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::local_mqtt {

// A profile and its plan; shared by its children.
struct Shape {
  std::shared_ptr<const AdapterProfile> profile;
  PayloadPlan plan;
};

// What went wrong with one device; exists from its first fault.
struct Trouble {
  std::array<std::uint64_t, kFaults> faults{};
  std::string example;  // of the last faulty payload
  bool latest = false;  // the newest payload was faulty
};

struct TopicChild {
  std::string topic;
  DeviceId device{};
  PointId first{};
  std::uint32_t shape = 0;
  std::uint32_t next = FlatIndex::kNone;  // the next child on the same topic
  SteadyTime last_heard{};                // the epoch: never
  std::uint64_t samples = 0;
  std::uint64_t errors = 0;
  std::unique_ptr<Trouble> trouble;

  bool seen() const { return last_heard != SteadyTime{}; }
};

class ChildTable {
 public:
  // The first child on this topic; the others follow by `next`. kNone: nobody listed publishes there.
  std::uint32_t find(std::string_view topic) const;
  const TopicChild* find(DeviceId device) const;

  TopicChild& operator[](std::uint32_t position) { return children_[position]; }
  const std::vector<TopicChild>& all() const { return children_; }
  const Shape& shape(const TopicChild& child) const { return *shapes_[child.shape]; }

  // What is known of a device that stays on its topic and points stays; the rest begins anew. An assignment
  // without an address is a learned device: it keeps its topic, and is left out when it has none yet.
  void assign(const std::vector<Assignment>& devices);
  // Adds one that was learned just now, at the topic it was heard on. Its position.
  std::uint32_t add(const Assignment& device, std::string_view topic);

 private:
  std::uint32_t shape_of(const std::shared_ptr<const AdapterProfile>& profile);
  TopicChild record(const Assignment& device, std::string topic);
  void index(std::uint32_t position);

  std::vector<TopicChild> children_;
  std::vector<std::unique_ptr<const Shape>> shapes_;
  FlatIndex by_topic_;
  FlatIndex by_device_;
};

// The profile's metrics as a plan. A metric without a type in the profile has its standard type, else a number.
Result<PayloadPlan> plan_of(const AdapterProfile& profile);

}  // namespace gatewarden::local_mqtt
