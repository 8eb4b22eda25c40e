#include "gateway/provision/needs/changes.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace gatewarden::provision {
namespace {

// Device Defender guide, "Troubleshooting": a silent device's violations are invalidated after two days; its quotas: 14.
constexpr const char* kTwoIdentities =
    " To AWS these are other devices: what is wrong with one is two violations, of which the old name's stays open for "
    "two days without a report, and in the history for 14";

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string some_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < Changes::kMaxNames; ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > Changes::kMaxNames)
    text += " and " + std::to_string(names.size() - Changes::kMaxNames) + " more";
  return text;
}

void tell(std::vector<std::string>& all, const std::vector<std::string>& names, const char* one,
          const char* many) {
  if (!names.empty()) all.push_back(counted(names.size(), one, many) + ": " + some_of(names));
}

std::vector<std::string> only_in(const std::vector<std::string>& these,
                                 const std::vector<std::string>& others) {
  const std::unordered_set<std::string> known(others.begin(), others.end());
  std::vector<std::string> only;
  std::copy_if(these.begin(), these.end(), std::back_inserter(only),
               [&](const std::string& name) { return !known.contains(name); });
  return only;
}

struct Things {
  std::vector<std::string> added, removed, renamed;
};

// A place that lost one thing and got one has the same device under another name.
Things compare(const Needs& before, const Needs& now) {
  Things found;
  found.removed = only_in(reporting_things(before), reporting_things(now));
  found.added = only_in(reporting_things(now), reporting_things(before));
  std::unordered_map<std::string, std::string> place_of, at;
  for (const Device& device : before.devices) place_of.emplace(device.thing, device.place);
  for (const Device& device : now.devices) place_of.emplace(device.thing, device.place);
  for (const std::string& thing : found.added) {
    const auto place = place_of.find(thing);
    if (place != place_of.end() && !place->second.empty()) at.emplace(place->second, thing);
  }
  std::unordered_set<std::string> taken;
  std::erase_if(found.removed, [&](const std::string& thing) {
    const auto place = place_of.find(thing);
    const auto now_there = place == place_of.end() ? at.end() : at.find(place->second);
    if (now_there == at.end() || !taken.insert(now_there->second).second) return false;
    found.renamed.push_back(thing + " to " + now_there->second);
    return true;
  });
  std::erase_if(found.added, [&](const std::string& thing) { return taken.contains(thing); });
  return found;
}

void compare_things(const State& before, const State& now, Changes& all) {
  const Things found = compare(before.needs, now.needs);
  tell(all.changed, found.added, "thing is new", "things are new");
  tell(all.changed, found.removed, "thing reports no more", "things report no more");
  tell(all.changed, found.renamed, "thing is renamed", "things are renamed");
  if (!found.renamed.empty())
    all.warnings.push_back("a rename: " + some_of(found.renamed) + "." + kTwoIdentities);
  const bool was = registers_children(before.needs, before.request);
  if (was && !(found.removed.empty() && found.renamed.empty()))
    all.changed.emplace_back(
        "what reports no more stays registered until you delete it: aws iot delete-thing --thing-name NAME");
  const bool is = registers_children(now.needs, now.request);
  if (was != is && !before.needs.devices.empty()) {
    all.changed.push_back(std::string("children become ") + (is ? "" : "un") + "registered");
    all.warnings.push_back(std::string("a registration: the children ") +
                           (is ? "were unknown to the registry and enter it." : "leave the registry.") +
                           kTwoIdentities);
  }
}

void compare_metrics(const Needs& before, const Needs& now, Changes& all) {
  std::map<std::string, std::string> types;
  std::vector<std::string> old_names, names, retyped;
  for (const CustomMetric& metric : before.metrics) {
    types.emplace(metric.name, metric.type);
    old_names.push_back(metric.name);
  }
  for (const CustomMetric& metric : now.metrics) {
    names.push_back(metric.name);
    const auto old = types.find(metric.name);
    if (old != types.end() && old->second != metric.type)
      retyped.push_back(metric.name + " from " + old->second + " to " + metric.type);
  }
  tell(all.changed, only_in(names, old_names), "custom metric is new", "custom metrics are new");
  tell(all.changed, only_in(old_names, names), "custom metric is not used any more",
       "custom metrics are not used any more");
  if (!retyped.empty())
    all.warnings.push_back("another type: " + some_of(retyped) +
                           ". AWS never changes a metric's type: give it another name, or delete the metric "
                           "with all its values");
  tell(all.changed, only_in(now.standard, before.standard), "standard metric is new",
       "standard metrics are new");
}

void told(std::vector<std::string>& all, const char* what, const std::string& before,
          const std::string& now) {
  if (before == now) return;
  const auto word = [](const std::string& text) { return text.empty() ? std::string("none") : text; };
  all.push_back(std::string(what) + ": " + word(before) + ", now " + word(now));
}

}  // namespace

Changes changes(const State& before, const State& now) {
  Changes all;
  compare_things(before, now, all);
  compare_metrics(before.needs, now.needs, all);
  told(all.changed, "region", before.request.account.region, now.request.account.region);
  told(all.changed, "account", before.request.account.number, now.request.account.number);
  told(all.changed, "name", before.request.name, now.request.name);
  told(all.changed, "the security profile covers", std::string(to_string(before.request.attach)),
       std::string(to_string(now.request.attach)));
  told(all.changed, "client id", before.needs.client_id, now.needs.client_id);
  told(all.changed, "format of reports", std::string(to_string(before.needs.format)),
       std::string(to_string(now.needs.format)));
  if (before.needs.mirrors != now.needs.mirrors) all.changed.emplace_back("mirrors: other topics");
  if (before.needs.silence != now.needs.silence && before.needs.silence && now.needs.silence)
    told(all.changed, "seconds_since_seen that are normal", std::to_string(before.needs.silence->count()),
         std::to_string(now.needs.silence->count()));
  if (!all.changed.empty() && before.needs.format != now.needs.format)
    all.warnings.emplace_back(
        "another format: the policy must be there before the gateway starts with it, or every report is refused");
  return all;
}

std::string to_text(const Changes& changes) {
  std::string text;
  for (const std::string& change : changes.changed) text += "  " + change + "\n";
  for (const std::string& warning : changes.warnings) text += "  WARNING " + warning + "\n";
  return text.empty() ? "  nothing changes\n" : text;
}

}  // namespace gatewarden::provision
