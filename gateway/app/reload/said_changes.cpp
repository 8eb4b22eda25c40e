#include "gateway/app/reload/said_changes.hpp"

#include <algorithm>
#include <unordered_set>

#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

std::string words(const std::string& text) { return text; }
std::string words(const status::MovedChild& child) {
  return child.thing + " (" + status::changed_words(child) + ")";
}
std::string words(const status::RenamedChild& child) {
  return child.before + " to " + child.now + " (" + child.place + ")";
}

status::MovedChild told(const Population::Unlisted& child) {
  if (child.fate == Fate::moves) return {child.thing, "learned", "listed"};
  const char* why = !child.same_profile ? "its profile changed" : "not where it was heard";
  if (child.link == kHostLink) why = "what gateway.host reports changed";
  if (child.listed) return {child.thing, "learned", "listed", why};
  return {child.thing, child.link, child.link, why};
}

template <class T>
void say(std::string_view event, const char* what, const status::Some<T>& changed) {
  if (changed.count == 0) return;
  std::string text;
  const std::size_t shown = std::min(changed.first.size(), changed.kFew);
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : "; ") + words(changed.first[i]);
  if (changed.count > shown) text += " and " + std::to_string(changed.count - shown) + " more";
  log::info("app", event, {{what, text}});
}

}  // namespace

void say(const status::ReloadChanges& changes) {
  say("children_removed", "things", changes.removed);
  say("children_added", "things", changes.added);
  say("children_moved", "things", changes.moved);
  say("children_changed", "things", changes.changed);
  say("children_renamed", "perhaps", changes.renamed);
  say("settings_changed", "keys", changes.settings);
  for (const std::string& each : changes.aws) log::info("app", "for_aws", {{"changed", each}});
  for (const std::string& each : changes.warnings) log::warning("app", "for_aws", {{"note", each}});
}

void tell_unlisted(const std::vector<Population::Unlisted>& children, status::ReloadChanges& changes) {
  std::unordered_set<std::string> listed;
  for (const Population::Unlisted& child : children) {
    if (child.listed) listed.insert(child.thing);
    (child.fate == Fate::moves ? changes.moved : changes.changed).add(told(child));
  }
  changes.added.count -=
      std::erase_if(changes.added.first, [&](const std::string& thing) { return listed.contains(thing); });
}

}  // namespace gatewarden::app
