#include "gateway/config/keys/section_keys.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/keys/types.hpp"

namespace gatewarden::config::detail {
namespace {

using Kind = ConfigNode::Kind;

// This key alone with that value in it; empty if it does not take it.
std::string wrapped(const Key& key, const ConfigNode& node) {
  const std::string value = key.never_alone ? "" : key.type->mended(node);
  return value.empty() ? "" : "{ " + key.name + ": " + value + " }";
}

// log: debug, reports: 10m: in the key that takes such a value, if no other does. Keys that take any word do not count;
// where one of these keys must be given, the first of those is meant if no other is.
std::string in_its_key(const std::vector<const Key*>& keys, const ConfigNode& node, bool one_is_needed) {
  std::string only, any;
  for (const Key* key : keys) {
    const std::string value = wrapped(*key, node);
    const bool takes_any = !key->type->mended(scalar_like(node, "zq7")).empty();
    if (value.empty() || (takes_any && !any.empty())) continue;
    if (!takes_any && !only.empty()) return "";
    (takes_any ? any : only) = value;
  }
  return only.empty() && one_is_needed ? any : only;
}

// Too many keys could be meant by it.
bool number_or_switch(const ConfigNode& node) {
  const std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return !code<std::uint64_t>(0, most)->mended(node).empty() || !boolean()->mended(node).empty();
}

// valid: [0, 400] for the only two keys, in their order.
std::string by_order(const SectionKeys& keys, const ConfigNode& list) {
  const std::vector<const Key*> needed = keys.required();
  if (needed.size() != 2 || keys.all.size() != 2 || list.items().size() != 2) return "";
  std::string all;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string value = needed[i]->type->mended(list.items()[i]);
    if (value.empty()) return "";
    all += (i == 0 ? "{ " : ", ") + needed[i]->name + ": " + value;
  }
  return all + " }";
}

}  // namespace

const Key* SectionKeys::find(std::string_view name) const {
  for (const Key& key : all) {
    if (key.name == name) return &key;
    if (std::find(key.old_names.begin(), key.old_names.end(), name) != key.old_names.end()) return &key;
  }
  return nullptr;
}

std::vector<std::string> SectionKeys::names() const {
  std::vector<std::string> names;
  for (const Key& key : all) names.push_back(key.name);
  return names;
}

std::vector<const Key*> SectionKeys::required() const {
  std::vector<const Key*> all_required;
  for (const Key& key : all) {
    if (key.required) all_required.push_back(&key);
  }
  return all_required;
}

std::string SectionKeys::mended(const ConfigNode& node) const {
  if (node.kind() == Kind::list && node.items().empty() && !needs_any()) return "{}";
  if (node.kind() == Kind::list) return by_order(*this, node);
  if (node.kind() != Kind::scalar || node.filled_in()) return "";
  if (const Key* enabled = find("enabled")) {
    const std::string value = enabled->type->mended(node);
    if (!value.empty()) return "{ enabled: " + value + " }";
  }
  // uplink: stdout names the key that is wanted.
  if (const Key* named = find(node.text())) {
    const std::string value = named->type->mended(scalar_like(node, "true"));
    return value == "{}" ? "{ " + named->name + ": {} }" : "";
  }
  const std::vector<const Key*> needed = required();
  if (!needed.empty())
    return needed.size() > 1 || !exactly_one_of.empty() ? "" : wrapped(*needed.front(), node);
  if (exactly_one_of.empty() && boolean()->mended(node) == "true") return "{}";
  if (number_or_switch(node)) return "";
  std::vector<const Key*> possible;
  for (const Key& key : all) {
    const auto named = [&](const auto& names) {
      return std::count(names.begin(), names.end(), key.name) > 0;
    };
    if (exactly_one_of.empty() || named(exactly_one_of.front())) possible.push_back(&key);
  }
  return in_its_key(possible, node, !exactly_one_of.empty());
}

}  // namespace gatewarden::config::detail
