#include "gateway/app/children/learned_children.hpp"

#include <algorithm>

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

LearnedChildren::LearnedChildren(std::vector<LearnedChild> learned, std::vector<ForgottenChild> forgotten)
    : children_(std::move(learned)) {
  positions_.reserve(children_.size());
  for (std::size_t i = 0; i < children_.size(); ++i)
    positions_.emplace(device_key(children_[i].link, children_[i].identity), i);
  for (ForgottenChild& child : forgotten) forgotten_.put(std::move(child));
}

void LearnedChildren::take_rules(const std::vector<config::Link>& links, SteadyTime now) {
  std::unordered_map<std::string_view, std::uint32_t> counts;
  for (const LearnedChild& child : children_) ++counts[child.link];
  const auto before = std::exchange(rooms_, {});
  for (const config::Link& link : links) {
    if (!link.unknown.learn) continue;
    const auto old = before.find(link.name);
    const auto refused = old == before.end() ? LearningRoom::RefusalCounts{} : old->second.refusals();
    rooms_.emplace(link.name, LearningRoom(link.unknown, counts[link.name], now, refused));
  }
}

LearningRoom* LearnedChildren::room(std::string_view link) {
  const auto found = rooms_.find(link);
  return found == rooms_.end() ? nullptr : &found->second;
}

const LearningRoom* LearnedChildren::room(std::string_view link) const {
  const auto found = rooms_.find(link);
  return found == rooms_.end() ? nullptr : &found->second;
}

const LearnedChild* LearnedChildren::find(std::string_view link, std::string_view identity) const {
  const auto found = positions_.find(device_key(link, identity));
  return found == positions_.end() ? nullptr : &children_[found->second];
}

const LearnedChild* LearnedChildren::find_thing(std::string_view thing) const {
  const auto found = std::find_if(children_.begin(), children_.end(),
                                  [&](const LearnedChild& child) { return child.thing == thing; });
  return found == children_.end() ? nullptr : &*found;
}

LearnedChild LearnedChildren::proposed(const LearningRoom& room, std::string_view link,
                                       std::string_view identity) const {
  const ForgottenChild* before = forgotten_.find(link, identity);
  return {std::string(link), std::string(identity),
          before != nullptr ? before->thing : fill_in(room.rules().thing, identity), room.rules().profile};
}

void LearnedChildren::add(LearnedChild child) {
  if (LearningRoom* in = room(child.link)) in->learned();
  forgotten_.erase(child.thing);
  positions_.emplace(device_key(child.link, child.identity), children_.size());
  children_.push_back(std::move(child));
}

std::vector<ForgottenChild> LearnedChildren::forget(ForgottenChild kept) {
  remove(kept.link, kept.identity);
  return forgotten_.put(std::move(kept));
}

// The last one gets its place.
void LearnedChildren::remove(std::string_view link, std::string_view identity) {
  const auto found = positions_.find(device_key(link, identity));
  if (found == positions_.end()) return;
  if (LearningRoom* in = room(link)) in->left();
  const std::size_t place = found->second;
  positions_.erase(found);
  if (place + 1 < children_.size()) {
    children_[place] = std::move(children_.back());
    positions_[device_key(children_[place].link, children_[place].identity)] = place;
  }
  children_.pop_back();
}

}  // namespace gatewarden::app
