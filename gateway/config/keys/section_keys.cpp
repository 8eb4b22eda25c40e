#include "gateway/config/keys/section_keys.hpp"

#include <algorithm>

#include "gateway/base/text/parse_number.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/keys/types.hpp"

namespace gatewarden::config::detail {
namespace {

using Kind = ConfigNode::Kind;

// log: debug, reports: 10m: where one key alone takes such a value, not counting those that take any word.
std::string by_only_taker(const SectionKeys& keys, const ConfigNode& node) {
  if (digits(node.text()) || !boolean()->mended(node).empty()) return "";  // too many things could be meant
  std::string only;
  for (const Key& key : keys.all) {
    const bool takes_any = !key.type->mended(scalar_like(node, "zq7")).empty();
    const std::string value = takes_any ? "" : key.type->mended(node);
    if (value.empty()) continue;
    if (!only.empty()) return "";
    only = "{ " + key.name + ": " + value + " }";
  }
  return only;
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
  std::vector<const Key*> needed = required();
  if (needed.empty() && exactly_one_of.empty())
    return boolean()->mended(node) == "true" ? "{}" : by_only_taker(*this, node);
  if (needed.empty()) {
    for (const std::string& name : exactly_one_of.front()) needed.push_back(find(name));
  } else if (needed.size() > 1 || !exactly_one_of.empty()) {
    return "";
  }
  for (const Key* key : needed) {
    const std::string value = key == nullptr ? "" : key->type->mended(node);
    if (!value.empty()) return "{ " + key->name + ": " + value + " }";
  }
  return "";
}

}  // namespace gatewarden::config::detail
