// The reader of a map whose keys are the user's own names, in the order of the file; and of a value that
// another table reads later.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "gateway/config/keys/type.hpp"

namespace gatewarden::config {

// A value under a name of the user's, in the order of the file.
template <class V>
struct Named {
  std::string name;
  const ConfigNode::Entry* entry = nullptr;
  V value{};
  bool fine = false;  // false: it has problems, but its name is known
};

// What a name must look like; an empty code leaves the check to a later rule.
struct NameRule {
  std::string code;
  std::string pattern;
  std::string words;
};

// Adds an entry to the vector `out`: one with problems is marked, so that its name stays known.
using ReadNamed = void (*)(const ValueType& value, const ConfigNode::Entry& entry, bool name_fine, void* out,
                           Problems& problems);
std::shared_ptr<const ValueType> named_map_type(const TypeHandle& value, std::size_t least, std::size_t most,
                                                NameRule rule, ReadNamed read);

template <class V>
void read_named(const ValueType& value, const ConfigNode::Entry& entry, bool name_fine, void* out,
                Problems& problems) {
  auto& all = *static_cast<std::vector<Named<V>>*>(out);
  all.push_back({entry.key, &entry, V{}, true});
  all.back().fine = value.read_into(entry.value, &all.back().value, problems) && name_fine;
}

template <class V>
TypeOf<std::vector<Named<V>>> named_map(const TypeOf<V>& value, std::size_t least, std::size_t most,
                                        NameRule rule) {
  return TypeOf<std::vector<Named<V>>>(named_map_type(value, least, most, std::move(rule), read_named<V>));
}

// A value whose shape alone is known here.
TypeOf<const ConfigNode*> node_ref(std::function<nlohmann::json()> schema, std::string words,
                                   std::string example);

}  // namespace gatewarden::config
