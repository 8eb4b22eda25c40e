#include "gateway/config/load/known_names.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "gateway/base/text/nearest.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {

namespace {

std::vector<std::string> names_of(const KnownNames& known) {
  std::vector<std::string> names;
  for (const auto& [name, value] : known) names.push_back(name);
  std::sort(names.begin(), names.end(), natural_less);
  return names;
}

}  // namespace

KnownNames::const_iterator find_meant(const KnownNames& known, const std::string& name) {
  const auto found = known.find(name);
  return found != known.end() ? found : known.find(nearest(name, names_of(known)));
}

Problem unknown_name(const ConfigNode& node, std::string code, const std::string& what,
                     const KnownNames& known) {
  const std::vector<std::string> names = names_of(known);
  const std::string meant = nearest(node.text(), names);
  std::string rule = "there is no " + what + " of this name";
  if (!meant.empty()) rule += "; did you mean " + meant + "?";
  if (meant.empty() && !names.empty() && names.size() <= 10) rule += "; there is " + join(names, ", ");
  return problem_with_repair(node, std::move(code), std::move(rule), meant);
}

}  // namespace gatewarden::config
