#include "adapters/local_mqtt/payload/payload_plan.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>

#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::local_mqtt {
namespace {

// Most keys differ in length: their text is not compared.
struct ByLength {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }
};

// RFC 6901 section 4: "0" or digits without a leading zero.
std::uint32_t array_index(std::string_view token) {
  if (token.empty() || token.size() > 6 || (token[0] == '0' && token.size() > 1)) return PayloadPlan::kNone;
  return parse_number<std::uint32_t>(token).value_or(PayloadPlan::kNone);
}

struct Tree {
  std::uint32_t first_metric = PayloadPlan::kNone;
  std::map<std::string, std::unique_ptr<Tree>, ByLength> below;
};

}  // namespace

Result<std::vector<std::string>> parse_pointer(std::string_view pointer) {
  std::vector<std::string> tokens;
  if (pointer.empty()) return tokens;
  const std::string subject = "the JSON pointer '" + std::string(pointer) + "'";
  if (pointer[0] != '/') return Error{subject + " must begin with '/' (or be empty for the whole payload)"};
  std::string* token = nullptr;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    char c = pointer[i];
    if (c == '/') {
      token = &tokens.emplace_back();
      continue;
    }
    if (c == '~') {
      const char escaped = i + 1 < pointer.size() ? pointer[++i] : '\0';
      if (escaped != '0' && escaped != '1') return Error{subject + " has a '~' that is not ~0 (~) or ~1 (/)"};
      c = escaped == '0' ? '~' : '/';
    }
    token->push_back(c);
  }
  if (tokens.size() > PayloadPlan::kMaxTokens) {
    return Error{subject + " has more than " + std::to_string(PayloadPlan::kMaxTokens) + " levels"};
  }
  return tokens;
}

Result<PayloadPlan> PayloadPlan::make(std::vector<Metric> metrics) {
  PayloadPlan plan;
  Tree root;
  for (std::size_t i = metrics.size(); i-- > 0;) {  // backwards: chains then have the order of the metrics
    if (!metrics[i].from_payload) continue;
    auto tokens = parse_pointer(metrics[i].pointer);
    if (!tokens) return Error{metrics[i].name + ": " + tokens.error()};
    Tree* at = &root;
    for (const std::string& token : *tokens) {
      auto& below = at->below[token];
      if (!below) below = std::make_unique<Tree>();
      at = below.get();
    }
    ++plan.wanted_;
    metrics[i].next = at->first_metric;
    at->first_metric = static_cast<std::uint32_t>(i);
  }
  plan.metrics_ = std::move(metrics);
  std::deque<const Tree*> open{&root};
  plan.nodes_.emplace_back();
  for (std::uint32_t n = 0; !open.empty(); ++n, open.pop_front()) {
    Node node;
    node.first_metric = open.front()->first_metric;
    node.first_edge = static_cast<std::uint32_t>(plan.edges_.size());
    node.edges = static_cast<std::uint32_t>(open.front()->below.size());
    for (const auto& [key, below] : open.front()->below) {
      const std::uint32_t index = array_index(key);
      if (index != kNone) node.array_bound = std::max(node.array_bound, index + 1);
      plan.edges_.push_back({key, index, static_cast<std::uint32_t>(plan.nodes_.size())});
      plan.nodes_.emplace_back();
      open.push_back(below.get());
    }
    plan.nodes_[n] = node;
  }
  return plan;
}

std::string PayloadPlan::place(std::uint32_t node) const {
  std::string pointer;
  while (node != 0) {
    const std::uint32_t edge = node - 1;  // the only one to it
    std::string token = "/";
    for (const char c : edges_[edge].key) token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    pointer.insert(0, token);
    node = 0;
    while (edge - nodes_[node].first_edge >= nodes_[node].edges) ++node;
  }
  return pointer;
}

const PayloadPlan::Edge* PayloadPlan::find(const Node& node, std::string_view key) const {
  const Edge* first = edges_.data() + node.first_edge;
  const Edge* last = first + node.edges;
  const Edge* at = std::lower_bound(first, last, key,
                                    [](const Edge& e, std::string_view k) { return ByLength()(e.key, k); });
  return at != last && at->key == key ? at : nullptr;
}

const PayloadPlan::Edge* PayloadPlan::find(const Node& node, std::uint32_t index) const {
  const Edge* first = edges_.data() + node.first_edge;
  for (const Edge* at = first; at != first + node.edges; ++at) {
    if (at->index == index) return at;
  }
  return nullptr;
}

}  // namespace gatewarden::local_mqtt
