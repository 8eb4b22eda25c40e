// Maps whose keys are the user's names, in file order; and values that another table reads.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "gateway/config/keys/type.hpp"

namespace gatewarden::config {

template <class V>
struct Named {
  std::string name;
  const ConfigNode::Entry* entry = nullptr;
  V value{};
  bool fine = false;  // false: it has problems, but its name is known
};

// What names look like; with an empty code a later rule checks it.
struct NameRule {
  std::string code;
  std::string pattern;
  std::string words;
};

// Adds an entry to the vector `out`, marked if it has problems: its name stays known.
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

using DescribeNode = std::function<std::vector<DescribedSection>()>;
// A value of which only the shape is known here.
TypeOf<const ConfigNode*> node_ref(std::function<nlohmann::json()> schema, std::string words,
                                   std::string example, DescribeNode describe = nullptr);

}  // namespace gatewarden::config
