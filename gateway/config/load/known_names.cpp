#include "gateway/config/load/known_names.hpp"

#include <utility>
#include <vector>

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {

Problem unknown_name(const ConfigNode& node, std::string code, const std::string& what,
                     const KnownNames& known) {
  std::vector<std::string> names;
  for (const auto& [name, value] : known) names.push_back(name);
  const std::string meant = nearest(node.text(), names);
  std::string rule = "there is no " + what + " of this name";
  if (!meant.empty()) rule += "; did you mean " + meant + "?";
  if (meant.empty() && !names.empty() && names.size() <= 10) rule += "; there is " + join(names, ", ");
  return problem_with_value(node, std::move(code), std::move(rule), meant);
}

}  // namespace gatewarden::config
