#include "gateway/config/load/known_names.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/text/nearest.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {

std::string KnownNames::meant(const std::string& name) const {
  constexpr std::size_t kMaxBytes = 128;  // twice what a name may have
  const auto before = meant_.find(name);
  if (before != meant_.end()) return before->second;
  if (compared_ >= kMaxCompared || name.size() > kMaxBytes) return "";
  compared_ += size();
  return meant_[name] = nearest(name, in_order());
}

const std::vector<std::string>& KnownNames::in_order() const {
  if (in_order_.size() == size()) return in_order_;
  in_order_.clear();
  for (const auto& [name, value] : *this) in_order_.push_back(name);
  std::sort(in_order_.begin(), in_order_.end(), natural_less);
  return in_order_;
}

KnownNames::const_iterator find_meant(const KnownNames& known, const std::string& name) {
  const auto found = known.find(name);
  return found != known.end() ? found : known.find(known.meant(name));
}

Problem unknown_name(const ConfigNode& node, std::string code, const std::string& what,
                     const KnownNames& known) {
  const std::vector<std::string>& names = known.in_order();
  const std::string meant = known.meant(node.text());
  std::string rule = "there is no " + what + " of this name";
  if (!meant.empty()) rule += "; did you mean " + meant + "?";
  if (meant.empty() && !names.empty() && names.size() <= 10) rule += "; there is " + join(names, ", ");
  return problem_with_repair(node, std::move(code), std::move(rule), meant);
}

}  // namespace gatewarden::config
