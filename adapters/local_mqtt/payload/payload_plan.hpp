// Where a profile's metrics stand in a payload: its JSON pointers (RFC 6901) as a tree, so that one walk
// meets each wanted value. Immutable; all children of the profile share it. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/registry/metric_spec.hpp"

namespace gatewarden::local_mqtt {

// Its unescaped tokens: "/a~1b/0" has {"a/b", "0"}; "" (the document) has none.
Result<std::vector<std::string>> parse_pointer(std::string_view pointer);

class PayloadPlan {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;
  static constexpr std::size_t kMaxTokens = 32;  // of one pointer: bounds the depth of the walk

  struct Metric {
    std::string name;
    MetricType type = MetricType::number;
    bool from_payload = false;  // false: the gateway itself knows it
    std::string pointer;
    std::uint32_t next = kNone;  // the next metric at the same place
  };
  struct Edge {
    std::string key;
    std::uint32_t index = kNone;  // the key as an array index, if it is one
    std::uint32_t node = 0;
  };
  struct Node {
    std::uint32_t first_metric = kNone;
    std::uint32_t first_edge = 0;
    std::uint32_t edges = 0;
    std::uint32_t array_bound = 0;  // one past the largest index asked for; 0: none
  };

  static Result<PayloadPlan> make(std::vector<Metric> metrics);

  std::size_t nodes() const { return nodes_.size(); }
  const Node& node(std::uint32_t n) const { return nodes_[n]; }  // 0 is the whole document
  const std::vector<Metric>& metrics() const { return metrics_; }
  std::uint32_t wanted() const { return wanted_; }  // metrics that a payload should have
  bool wants_whole() const { return nodes_.front().first_metric != kNone; }
  // The pointer to a node.
  std::string place(std::uint32_t node) const;
  std::span<const Edge> below(const Node& node) const {
    return {edges_.data() + node.first_edge, node.edges};
  }
  const Edge* find(const Node& node, std::string_view key) const;
  const Edge* find(const Node& node, std::uint32_t index) const;

 private:
  std::vector<Metric> metrics_;
  std::uint32_t wanted_ = 0;
  std::vector<Node> nodes_;
  // A node's stand together, by length, then text. Edge i leads to node i + 1: both are numbered level by level.
  std::vector<Edge> edges_;
};

}  // namespace gatewarden::local_mqtt
