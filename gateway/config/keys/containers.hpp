// Lists, maps and optional values of any type; templates only walk the container. Of a section that was refused, lists
// and optional values keep what could be read, so that the rules about its other keys still hold; maps hold no sections.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/config/keys/type.hpp"

namespace gatewarden::config::detail {

using ReadAll = bool (*)(const ValueType& inner, const ConfigNode& node, void* out, Problems& problems);

struct OptionalAccess {
  ReadAll read;
  const void* (*value)(const void* optional);  // null if empty
};
struct ListAccess {
  ReadAll read;
  ReadAll read_one;  // the node itself as the only item
  std::vector<const void*> (*items)(const void* list);
};
struct MapAccess {
  ReadAll read;
  std::vector<std::pair<std::string_view, const void*>> (*entries)(const void* map);
};

std::shared_ptr<const ValueType> optional_type(const TypeHandle& inner, OptionalAccess access);
std::shared_ptr<const ValueType> list_type(const TypeHandle& item, std::size_t least, std::size_t most,
                                           ListAccess access);
std::shared_ptr<const ValueType> one_or_many_type(const TypeHandle& item, std::size_t least, std::size_t most,
                                                  ListAccess access);
std::shared_ptr<const ValueType> map_type(const TypeHandle& value, std::size_t most, MapAccess access);

// ---- the walks ----

template <class V>
bool read_optional(const ValueType& inner, const ConfigNode& node, void* out, Problems& problems) {
  V value{};
  const bool fine = inner.read_into(node, &value, problems);
  if (fine || inner.is_section()) *static_cast<std::optional<V>*>(out) = std::move(value);
  return fine;
}
template <class V>
const void* value_of_optional(const void* optional) {
  const auto& value = *static_cast<const std::optional<V>*>(optional);
  return value ? &*value : nullptr;
}

template <class V>
bool read_items(const ValueType& item, const ConfigNode& node, void* out, Problems& problems) {
  std::vector<V> all(node.items().size());
  bool fine = true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    fine = item.read_into(node.items()[i], &all[i], problems) && fine;
  }
  if (fine || item.is_section()) *static_cast<std::vector<V>*>(out) = std::move(all);
  return fine;
}
template <class V>
bool read_one(const ValueType& item, const ConfigNode& node, void* out, Problems& problems) {
  std::vector<V> one(1);
  const bool fine = item.read_into(node, one.data(), problems);
  if (fine || item.is_section()) *static_cast<std::vector<V>*>(out) = std::move(one);
  return fine;
}
template <class V>
std::vector<const void*> items_of(const void* list) {
  std::vector<const void*> all;
  for (const V& each : *static_cast<const std::vector<V>*>(list)) all.push_back(&each);
  return all;
}

template <class V>
bool read_entries(const ValueType& value, const ConfigNode& node, void* out, Problems& problems) {
  std::map<std::string, V> all;
  bool fine = true;
  for (const auto& entry : node.entries())
    fine = value.read_into(entry.value, &all[entry.key], problems) && fine;
  if (fine) *static_cast<std::map<std::string, V>*>(out) = std::move(all);
  return fine;
}
template <class V>
std::vector<std::pair<std::string_view, const void*>> entries_of(const void* map) {
  std::vector<std::pair<std::string_view, const void*>> all;
  for (const auto& [name, value] : *static_cast<const std::map<std::string, V>*>(map))
    all.emplace_back(name, &value);
  return all;
}

template <class V>
constexpr OptionalAccess kOptionalAccess{read_optional<V>, value_of_optional<V>};
template <class V>
constexpr ListAccess kListAccess{read_items<V>, read_one<V>, items_of<V>};
template <class V>
constexpr MapAccess kMapAccess{read_entries<V>, entries_of<V>};

}  // namespace gatewarden::config::detail
