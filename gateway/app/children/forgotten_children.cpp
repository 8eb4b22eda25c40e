#include "gateway/app/children/forgotten_children.hpp"

#include <algorithm>

namespace gatewarden::app {

std::string device_key(std::string_view link, std::string_view identity) {
  std::string key;
  key.reserve(link.size() + 1 + identity.size());
  key.append(link).append(1, '\0').append(identity);
  return key;
}

std::vector<ForgottenChild> ForgottenChildren::put(ForgottenChild child) {
  // Counted from the newest: it is a clock that was set at least once since.
  WallTime newest = child.forgotten;
  erase(child.thing);
  things_[device_key(child.link, child.identity)] = child.thing;
  std::string thing = child.thing;
  by_thing_.emplace(std::move(thing), std::move(child));
  std::vector<ForgottenChild> dropped;
  for (auto old = oldest(); by_thing_.size() > kMaxKept || newest - old->second.forgotten > kKept;
       old = oldest()) {
    dropped.push_back(old->second);
    erase(old->second.thing);
  }
  return dropped;
}

ForgottenChildren::ByThing::iterator ForgottenChildren::oldest() {
  return std::min_element(by_thing_.begin(), by_thing_.end(), [](const auto& a, const auto& b) {
    return a.second.forgotten < b.second.forgotten;
  });
}

void ForgottenChildren::erase(const std::string& thing) {
  const auto found = by_thing_.find(thing);
  if (found == by_thing_.end()) return;
  const auto key = things_.find(device_key(found->second.link, found->second.identity));
  if (key != things_.end() && key->second == thing) things_.erase(key);
  by_thing_.erase(found);
}

const ForgottenChild* ForgottenChildren::find(const std::string& thing) const {
  const auto found = by_thing_.find(thing);
  return found == by_thing_.end() ? nullptr : &found->second;
}

const ForgottenChild* ForgottenChildren::find(std::string_view link, std::string_view identity) const {
  const auto found = things_.find(device_key(link, identity));
  return found == things_.end() ? nullptr : find(found->second);
}

}  // namespace gatewarden::app
