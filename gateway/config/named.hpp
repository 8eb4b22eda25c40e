// The reader of a map whose keys are the user's own names, in the order of the file; and of a value that
// another table reads later. Only inside this room.
#pragma once

#include <functional>
#include <regex>

#include "gateway/config/fleet_entries.hpp"

namespace gatewarden::config {

// What a name must look like; an empty code leaves the check to a later rule.
struct NameRule {
  std::string code;
  std::string pattern;
  std::string words;
};

template <class V>
class NamedMap final : public Type<std::vector<Named<V>>> {
 public:
  NamedMap(TypeOf<V> value, std::size_t least, std::size_t most, NameRule rule)
      : value_(std::move(value)),
        least_(least),
        most_(most),
        rule_(std::move(rule)),
        expression_(rule_.pattern) {}

  bool read(const ConfigNode& node, std::vector<Named<V>>& out, Problems& problems) const override {
    if (node.kind() == ConfigNode::Kind::null && least_ == 0) return true;
    if (!detail::wants(node, ConfigNode::Kind::map, words(), example(), problems)) return false;
    if (!detail::within(node, node.entries().size(), least_, most_, problems)) return false;
    for (const ConfigNode::Entry& entry : node.entries()) {
      Named<V> named{entry.key, &entry, V{}, true};
      const bool long_name = entry.key.size() > 128;
      if (!rule_.code.empty() && (long_name || !std::regex_match(entry.key, expression_))) {
        problems.add(problem_at(entry, rule_.code, rule_.words));
        named.fine = false;
      }
      named.fine = value_->read(entry.value, named.value, problems) && named.fine;
      out.push_back(std::move(named));
    }
    return true;  // a bad one is marked; the others stay known
  }
  nlohmann::json schema() const override {
    nlohmann::json all = {{"propertyNames", {{"pattern", rule_.pattern}}},
                          {"additionalProperties", value_->schema()},
                          {"maxProperties", most_}};
    all["type"] = least_ > 0 ? nlohmann::json("object") : nlohmann::json::array({"object", "null"});
    if (least_ > 0) all["minProperties"] = least_;
    return all;
  }
  std::string words() const override { return "a map of names"; }
  std::string example() const override { return "{ name: " + value_->example() + " }"; }
  nlohmann::json to_json(const std::vector<Named<V>>&) const override { return nullptr; }

 private:
  TypeOf<V> value_;
  std::size_t least_, most_;
  NameRule rule_;
  std::regex expression_;
};

// Only its shape is known here.
class NodeRef final : public Type<const ConfigNode*> {
 public:
  NodeRef(std::function<nlohmann::json()> schema, std::string words, std::string example)
      : schema_(std::move(schema)), words_(std::move(words)), example_(std::move(example)) {}
  bool read(const ConfigNode& node, const ConfigNode*& out, Problems&) const override {
    out = &node;
    return true;
  }
  nlohmann::json schema() const override { return schema_(); }
  std::string words() const override { return words_; }
  std::string example() const override { return example_; }
  nlohmann::json to_json(const ConfigNode* const&) const override { return nullptr; }

 private:
  std::function<nlohmann::json()> schema_;
  std::string words_, example_;
};

}  // namespace gatewarden::config
