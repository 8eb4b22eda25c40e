// The classes behind the templates of types.hpp. Only for it and for named.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "gateway/config/keys/type.hpp"

namespace gatewarden::config {

namespace detail {

// Adds F012 and returns false where the node is of another kind.
bool wants(const ConfigNode& node, ConfigNode::Kind kind, const std::string& words,
           const std::string& example, Problems& problems);
bool read_integer(const ConfigNode& node, std::int64_t least, std::uint64_t most, std::int64_t& out,
                  const std::string& words, Problems& problems);
nlohmann::json integer_schema(std::int64_t least, std::uint64_t most);
bool within(const ConfigNode& node, std::size_t size, std::size_t least, std::size_t most,
            Problems& problems);
// The value itself, or text with ${VAR} or a {placeholder} that will become one.
nlohmann::json or_filled_in(nlohmann::json schema);
void refuse_choice(const ConfigNode& node, const std::vector<std::string>& names, Problems& problems);

template <class Int>
class Integer final : public Type<Int> {
  static_assert(std::is_integral_v<Int>);

 public:
  Integer(Int least, Int most) : least_(least), most_(most) {}
  bool read(const ConfigNode& node, Int& out, Problems& problems) const override {
    std::int64_t value = 0;
    const auto least = static_cast<std::int64_t>(least_);
    const auto most = static_cast<std::uint64_t>(most_ < 0 ? Int{} : most_);
    if (!read_integer(node, least, most, value, words(), problems)) return false;
    out = static_cast<Int>(value);
    return true;
  }
  nlohmann::json schema() const override {
    return or_filled_in({{"type", "integer"}, {"minimum", least_}, {"maximum", most_}});
  }
  std::string words() const override {
    return "a whole number from " + std::to_string(least_) + " to " + std::to_string(most_);
  }
  std::string example() const override { return std::to_string(least_ > 0 || most_ <= 0 ? least_ : Int{1}); }
  nlohmann::json to_json(const Int& value) const override { return value; }

 private:
  Int least_, most_;
};

template <class E>
class Choice final : public Type<E> {
 public:
  explicit Choice(std::vector<std::pair<std::string, E>> names) : names_(std::move(names)) {}
  bool read(const ConfigNode& node, E& out, Problems& problems) const override {
    if (!wants(node, ConfigNode::Kind::scalar, words(), example(), problems)) return false;
    for (const auto& [name, value] : names_) {
      if (name != node.text()) continue;
      out = value;
      return true;
    }
    refuse_choice(node, spellings(), problems);
    return false;
  }
  nlohmann::json schema() const override { return or_filled_in({{"enum", written_values()}}); }
  std::string words() const override {
    std::string all = names_.size() > 1 ? "one of " : "";
    for (std::size_t i = 0; i < names_.size(); ++i) all += (i > 0 ? ", " : "") + names_[i].first;
    return all;
  }
  std::string example() const override { return names_.empty() ? "" : names_.front().first; }
  nlohmann::json to_json(const E& value) const override {
    for (const auto& [name, candidate] : names_) {
      if (candidate == value) return written(name);
    }
    return nullptr;
  }

 private:
  std::vector<std::string> spellings() const {
    std::vector<std::string> all;
    for (const auto& [name, value] : names_) all.push_back(name);
    return all;
  }
  // What a YAML reader makes of the plain word: 5 is a number, 3.1.1 is not.
  static nlohmann::json written(const std::string& name) {
    auto value = nlohmann::json::parse(name, nullptr, false);
    return value.is_number() ? value : nlohmann::json(name);
  }
  nlohmann::json written_values() const {
    auto all = nlohmann::json::array();
    for (const auto& [name, value] : names_) all.push_back(written(name));
    return all;
  }
  std::vector<std::pair<std::string, E>> names_;
};

template <class V>
class List final : public Type<std::vector<V>> {
 public:
  List(TypeOf<V> item, std::size_t least, std::size_t most)
      : item_(std::move(item)), least_(least), most_(most) {}
  bool read(const ConfigNode& node, std::vector<V>& out, Problems& problems) const override {
    if (!wants(node, ConfigNode::Kind::list, words(), example(), problems)) return false;
    if (!within(node, node.items().size(), least_, most_, problems)) return false;
    std::vector<V> all;
    bool fine = true;
    for (const ConfigNode& each : node.items()) {
      V value{};
      if (item_->read(each, value, problems)) {
        all.push_back(std::move(value));
      } else {
        fine = false;
      }
    }
    if (fine) out = std::move(all);
    return fine;
  }
  nlohmann::json schema() const override {
    nlohmann::json all = {{"type", "array"}, {"items", item_->schema()}, {"maxItems", most_}};
    if (least_ > 0) all["minItems"] = least_;
    return all;
  }
  std::string words() const override { return "a list, each " + item_->words(); }
  std::string example() const override { return "[" + item_->example() + "]"; }
  nlohmann::json to_json(const std::vector<V>& value) const override {
    auto all = nlohmann::json::array();
    for (const V& each : value) all.push_back(item_->to_json(each));
    return all;
  }
  nlohmann::json meaning(const std::vector<V>& value) const override {
    auto all = nlohmann::json::array();
    for (const V& each : value) all.push_back(item_->meaning(each));
    return all;
  }

 private:
  TypeOf<V> item_;
  std::size_t least_, most_;
};

template <class V>
class OneOrMany final : public Type<std::vector<V>> {
 public:
  OneOrMany(TypeOf<V> item, std::size_t most) : item_(std::move(item)), many_(item_, 1, most) {}
  bool read(const ConfigNode& node, std::vector<V>& out, Problems& problems) const override {
    if (node.kind() == ConfigNode::Kind::list) return many_.read(node, out, problems);
    V value{};
    if (!item_->read(node, value, problems)) return false;
    out.clear();
    out.push_back(std::move(value));
    return true;
  }
  nlohmann::json schema() const override { return {{"anyOf", {item_->schema(), many_.schema()}}}; }
  std::string words() const override { return item_->words() + " or a list of them"; }
  std::string example() const override { return item_->example(); }
  nlohmann::json to_json(const std::vector<V>& value) const override { return many_.to_json(value); }
  nlohmann::json meaning(const std::vector<V>& value) const override { return many_.meaning(value); }

 private:
  TypeOf<V> item_;
  List<V> many_;
};

template <class V>
class MapOf final : public Type<std::map<std::string, V>> {
 public:
  MapOf(TypeOf<V> value, std::size_t most) : value_(std::move(value)), most_(most) {}
  bool read(const ConfigNode& node, std::map<std::string, V>& out, Problems& problems) const override;
  nlohmann::json schema() const override {
    return {{"type", "object"}, {"additionalProperties", value_->schema()}, {"maxProperties", most_}};
  }
  std::string words() const override { return "a map, each value " + value_->words(); }
  std::string example() const override { return "{ name: " + value_->example() + " }"; }
  nlohmann::json to_json(const std::map<std::string, V>& value) const override {
    auto all = nlohmann::json::object();
    for (const auto& [name, each] : value) all[name] = value_->to_json(each);
    return all;
  }
  nlohmann::json meaning(const std::map<std::string, V>& value) const override {
    auto all = nlohmann::json::object();
    for (const auto& [name, each] : value) all[name] = value_->meaning(each);
    return all;
  }

 private:
  TypeOf<V> value_;
  std::size_t most_;
};

template <class V>
bool MapOf<V>::read(const ConfigNode& node, std::map<std::string, V>& out, Problems& problems) const {
  if (node.kind() == ConfigNode::Kind::null) return true;
  if (!wants(node, ConfigNode::Kind::map, words(), example(), problems)) return false;
  if (!within(node, node.entries().size(), 0, most_, problems)) return false;
  std::map<std::string, V> all;
  bool fine = true;
  for (const auto& entry : node.entries()) {
    V value{};
    if (value_->read(entry.value, value, problems)) {
      all.emplace(entry.key, std::move(value));
    } else {
      fine = false;
    }
  }
  if (fine) out = std::move(all);
  return fine;
}

template <class V>
class Optional final : public Type<std::optional<V>> {
 public:
  explicit Optional(TypeOf<V> inner) : inner_(std::move(inner)) {}
  bool read(const ConfigNode& node, std::optional<V>& out, Problems& problems) const override {
    V value{};
    if (!inner_->read(node, value, problems)) return false;
    out = std::move(value);
    return true;
  }
  nlohmann::json schema() const override { return inner_->schema(); }
  std::string words() const override { return inner_->words(); }
  std::string example() const override { return inner_->example(); }
  nlohmann::json to_json(const std::optional<V>& value) const override {
    return value ? inner_->to_json(*value) : nlohmann::json(nullptr);
  }
  nlohmann::json meaning(const std::optional<V>& value) const override {
    return value ? inner_->meaning(*value) : nlohmann::json(nullptr);
  }

 private:
  TypeOf<V> inner_;
};

}  // namespace detail

}  // namespace gatewarden::config
