#include "gateway/app/reload/said_changes.hpp"

#include <algorithm>

#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

std::string words(const std::string& text) { return text; }
std::string words(const status::MovedChild& child) {
  return child.thing + " (" + child.before + ", now " + child.now + ")";
}
std::string words(const status::RenamedChild& child) {
  return child.before + " to " + child.now + " (" + child.place + ")";
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

void tell_made_permanent(const Population::Things& things, status::ReloadChanges& changes) {
  if (things.empty()) return;
  changes.added.count -= std::erase_if(changes.added.first, [&](const std::string& thing) {
    if (!things.contains(thing)) return false;
    changes.moved.add({thing, "learned", "listed"});
    return true;
  });
}

}  // namespace gatewarden::app
