#include "gateway/app/children/learned_children.hpp"

#include <algorithm>

#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

std::string fill_in(std::string pattern, std::string_view identity) {
  for (auto at = pattern.find("{id}"); at != std::string::npos;
       at = pattern.find("{id}", at + identity.size())) {
    pattern.replace(at, 4, identity);
  }
  return pattern;
}

}  // namespace

void LearnedChildren::take_rules(const std::vector<config::Link>& links) {
  rules_.clear();
  for (const config::Link& link : links) {
    if (!link.unknown.learn) continue;
    const auto here = [&](const LearnedChild& child) { return child.link == link.name; };
    const auto count = std::count_if(children_.begin(), children_.end(), here);
    rules_.emplace(link.name, Rule{link.unknown, static_cast<std::uint32_t>(count)});
  }
}

const LearnedChild* LearnedChildren::find(std::string_view link, std::string_view identity) const {
  const auto same = [&](const LearnedChild& child) {
    return child.link == link && child.identity == identity;
  };
  const auto found = std::find_if(children_.begin(), children_.end(), same);
  return found == children_.end() ? nullptr : &*found;
}

std::optional<LearnedChild> LearnedChildren::propose(std::string_view link, std::string_view identity) const {
  const auto found = rules_.find(link);
  if (found == rules_.end()) return std::nullopt;
  const auto& [unknown, learned] = found->second;
  if (learned >= unknown.at_most) return std::nullopt;
  return LearnedChild{std::string(link), std::string(identity), fill_in(unknown.thing, identity),
                      unknown.profile};
}

void LearnedChildren::add(LearnedChild child) {
  if (const auto found = rules_.find(child.link); found != rules_.end()) {
    ++found->second.learned;
    log::info("app", "device_learned",
              {{"link", child.link},
               {"identity", child.identity},
               {"thing", child.thing},
               {"learned_on_link", found->second.learned},
               {"at_most", found->second.unknown.at_most}});
  }
  children_.push_back(std::move(child));
}

}  // namespace gatewarden::app
