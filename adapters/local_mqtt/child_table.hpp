// The children of a broker, by topic and by id. Each takes about 130 bytes and the texts of its topic and its thing. What
// learned ones take is bounded by how many the Directory lets in: their topics are at most kMaxLearnedTopic long.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/local_mqtt/child_health.hpp"
#include "adapters/local_mqtt/flat_index.hpp"
#include "adapters/local_mqtt/profile_plan.hpp"
#include "gateway/base/allowance.hpp"

namespace gatewarden::local_mqtt {

struct TopicChild {
  std::string topic;
  std::string thing;  // for the log
  DeviceId device{};
  PointId first{};
  std::uint32_t plan = 0;                 // of the table's
  std::uint32_t next = FlatIndex::kNone;  // the next child on the same topic
  Allowance taken;                        // of the link's budget; of the topic, with the first child there
  ChildHealth health;
};

class ChildTable {
 public:
  // The first on this topic, or kNone; the others follow by `next`.
  std::uint32_t find(std::string_view topic) const;
  std::uint32_t position(DeviceId device) const;  // or kNone
  const TopicChild* find(DeviceId device) const;  // or null

  TopicChild& operator[](std::uint32_t position) { return children_[position]; }
  std::size_t size() const { return children_.size() - free_.size(); }
  std::vector<std::string_view> topics() const;  // of all; valid until the next change
  const ProfilePlan& plan(const TopicChild& child) const { return *plans_[child.plan]; }

  // A device that keeps its topic and points keeps its health. One without an address was learned: it keeps
  // its topic; without one it is left out.
  void assign(const std::vector<Assignment>& devices);
  // Adds a listed device, or moves it to its new topic or points. Who keeps both gets its new plan by assign().
  void serve(const Assignment& device);
  // Adds a device at a topic; gives its position.
  std::uint32_t add(const Assignment& device, std::string_view topic);
  void remove(DeviceId device);  // if it is here

 private:
  std::uint32_t plan_for(const std::shared_ptr<const AdapterProfile>& profile);
  TopicChild record(const Assignment& device, std::string topic);
  void index(std::uint32_t position);
  void take_off_topic(std::uint32_t position);

  std::vector<TopicChild> children_;
  std::vector<std::uint32_t> free_;  // positions without a child, and so without a topic
  std::vector<std::unique_ptr<const ProfilePlan>> plans_;
  std::unordered_map<const AdapterProfile*, std::uint32_t> plan_by_profile_;  // by profile
  FlatIndex by_topic_;
  FlatIndex by_device_;
};

}  // namespace gatewarden::local_mqtt
