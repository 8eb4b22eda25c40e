#include "gateway/config/load/dimensions.hpp"

#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/placeholders.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

// An id may be any word, so only a plain range of numbers is one; other keys hold numbers only.
bool add_values(const ConfigNode& node, bool is_id, std::vector<Dimension::Value>& values,
                Problems& problems) {
  const std::string& text = node.text();
  const bool plain_number = text.find_first_not_of("0123456789") == std::string::npos;
  const std::string meant = is_id || plain_number || node.filled_in() ? "" : range_meant(text);
  if (plain_number || (!looks_like_range(text) && meant.empty())) {
    values.push_back({text, &node});
    return true;
  }
  auto range = parse_range(text, kMaxChildren);
  if (!range) {
    problems.add(problem_with_repair(node, "F038", "a range rises and names each number once, like 1-4,7",
                                     meant.empty() ? "" : yaml_scalar(meant, false), "1-4,7"));
    return false;
  }
  for (std::string& value : *range) values.push_back({std::move(value), &node});
  return true;
}

bool add_list(const ConfigNode& node, bool is_ids, std::vector<Dimension::Value>& values,
              Problems& problems) {
  if (node.items().empty()) problems.add(problem_at(node, "F027", "must not be empty"));
  bool fine = !node.items().empty();
  for (const ConfigNode& item : node.items()) {
    if (!detail::wants(item, Kind::scalar, "a single value", "1", problems)) {
      fine = false;
    } else if (is_ids) {
      values.push_back({item.text(), &item});
    } else {
      fine = add_values(item, false, values, problems) && fine;
    }
  }
  return fine;
}

bool add_dimension(const std::string& key, const ConfigNode& node, bool is_ids,
                   std::vector<Dimension>& dimensions, Problems& problems) {
  std::vector<Dimension::Value>& values = dimensions.emplace_back(Dimension{key, {}}).values;
  if (node.kind() == Kind::list) return add_list(node, is_ids, values, problems);
  return detail::wants(node, Kind::scalar, "a single value, a range or a list", "1-4", problems) &&
         add_values(node, is_ids, values, problems);
}

}  // namespace

bool read_dimensions(const ConfigNode& child, const ConfigNode* ids, const std::vector<std::string>& ranges,
                     std::vector<Dimension>& dimensions, Problems& problems) {
  bool fine = true;
  if (ids != nullptr) fine = add_dimension("id", *ids, true, dimensions, problems);
  for (const std::string& key : ranges) {
    const ConfigNode* value = child.find(key);
    if (value != nullptr) fine = add_dimension(key, *value, false, dimensions, problems) && fine;
  }
  return fine;
}

}  // namespace gatewarden::config
