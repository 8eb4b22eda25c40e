#include "gateway/config/load/rules.hpp"

#include <set>
#include <tuple>
#include <unordered_map>

#include "gateway/base/duration_text.hpp"
#include "gateway/config/load/any_refused.hpp"
#include "gateway/config/load/thing_meant.hpp"
#include "gateway/config/text/placeholders.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

void check_interval(const ConfigNode& root, const Fleet& fleet, Problems& problems) {
  const Duration interval = fleet.gateway.reports.interval;
  const ServiceUplink* uplink = fleet.uplink.service();
  if (any_refused(node_at(root, {"gateway", "reports"}), {"interval"}, problems)) return;
  if (!uplink || !uplink->defender || interval >= uplink->floor) return;
  const bool aws = uplink->service == Service::aws;
  for (const char* way : {"mqtt", "greengrass"}) {
    const ConfigNode& node = node_at(root, {"uplink", way});
    if (any_refused(node, {"service", "defender"}, problems)) return;
    if (!aws && any_refused(node, {"floor"}, problems)) return;
  }
  const std::string floor = gatewarden::to_text(uplink->floor);
  const ConfigNode& node = node_at(root, {"gateway", "reports", "interval"});
  problems.add(problem_with_value(node, "F051",
                                  aws ? "AWS throttles reports of one thing that follow within 300s"
                                      : "is below the uplink's floor, " + floor,
                                  floor));
}

}  // namespace

void check_gateway(const Sources& sources, const Fleet& fleet, Problems& problems) {
  const ConfigNode& root = sources.main_root();
  if (!fleet.gateway.thing.empty()) {
    const auto name = ThingName::parse(fleet.gateway.thing, fleet.gateway.names);
    const ConfigNode& node = node_at(root, {"gateway", "thing"});
    const std::string meant = node.filled_in() ? "" : thing_meant(fleet.gateway.thing);
    const bool repairs = static_cast<bool>(ThingName::parse(meant, fleet.gateway.names));
    if (!name) {
      problems.add(problem_with_repair(node, "F030", name.error(),
                                       repairs ? yaml_scalar(meant, node.quoted()) : "", "plant7-gw"));
    }
  }
  check_interval(root, fleet, problems);
}

void check_names(const Sources& sources, const Fleet& fleet, Problems& problems) {
  std::unordered_map<std::string_view, const Child*> seen;
  seen.reserve(fleet.children.size());
  using Lines = std::tuple<const void*, int, int, const void*, int, int>;
  std::set<Lines> told;  // overlapping entries are one mistake, however many devices they share
  for (const Child& child : fleet.children) {
    const std::string& name = child.thing.text();
    const auto [first, is_new] = seen.try_emplace(name, &child);
    const Place& there = first->second->place;
    const Place& here = child.place;
    if (!is_new &&
        told.emplace(there.file.get(), there.line, there.column, here.file.get(), here.line, here.column)
            .second) {
      problems.add(Problem{
          "F031", here, "children", name,
          "a child of this name stands at " + to_text(there) + " already: a thing has one source of reports",
          ""});
    }
    if (name == fleet.gateway.thing) {
      problems.add(Problem{"F032", here, "children", name,
                           "is the gateway's own name, in " +
                               to_text(node_at(sources.main_root(), {"gateway", "thing"}).place()) +
                               ": the gateway reports it already",
                           ""});
    }
  }
}

void check_metric_types(const Sources& sources, const Fleet& fleet, Problems& problems) {
  struct First {
    MetricType type;
    std::string_view profile;
  };
  using Entry = Named<ProfileEntry>;
  std::unordered_map<std::string_view, const Entry*> written;  // the first of a name is the fleet's
  for (const Source& source : sources.parts) {
    for (const Entry& entry : source.part.profiles) written.emplace(entry.name, &entry);
  }
  std::unordered_map<std::string_view, First> types;
  for (const Profile& profile : fleet.profiles) {
    for (const MetricSpec& metric : profile.metrics) {
      if (metric.role != MetricRole::custom) continue;
      const auto [first, is_new] = types.try_emplace(metric.name, First{metric.type, profile.name});
      if (is_new || first->second.type == metric.type) continue;
      const ConfigNode& node = node_at(written.at(profile.name)->entry->value, {"metrics", metric.name});
      problems.add(problem_at(node, "F041",
                              "is a " + std::string(to_string(metric.type)) + " here and a " +
                                  std::string(to_string(first->second.type)) + " in the profile " +
                                  std::string(first->second.profile) +
                                  ": AWS knows one type for a name in an account",
                              "type: " + std::string(to_string(first->second.type))));
    }
  }
}

namespace {

void check_learned_names(const Unknown& unknown, const std::string& link, const ConfigNode& node,
                         ThingName::Rule names, Problems& problems) {
  if (unknown.thing.empty()) return;  // already reported
  std::string unfilled;
  const std::string name =
      fill_placeholders(unknown.thing, {{"id", "x"}, {"link", link}, {"profile", unknown.profile}}, unfilled);
  const bool told_apart = has_placeholder(unknown.thing, "id");
  std::string rule;
  if (!told_apart) rule = "learned children need names of their own: {id} must stand in it";
  if (!unfilled.empty()) rule = "nothing fills in " + unfilled + " here; there is {id}, {link}, {profile}";
  const auto valid = ThingName::parse(name, names);
  if (rule.empty() && !valid) rule = valid.error();
  if (rule.empty()) return;
  const std::string meant = thing_meant(unknown.thing) + (told_apart ? "" : "-{id}");
  const bool mends = unfilled.empty() && !node.filled_in();
  problems.add(
      problem_with_repair(node, "F050", rule, mends ? yaml_scalar(meant, true) : "", "\"plant7-gw:{id}\""));
}

}  // namespace

void check_learning(const Sources& sources, const KnownNames& links, const KnownNames& profiles, Fleet& fleet,
                    Problems& problems) {
  for (const Source& source : sources.parts) {
    for (const Named<LinkEntry>& link : source.part.links) {
      const Unknown& unknown = link.value.unknown;
      const auto known_link = links.find(link.name);
      if (!unknown.learn || known_link == links.end()) continue;
      const ConfigNode& learn = node_at(link.entry->value, {"unknown", "learn"});
      const auto profile = profiles.find(unknown.profile);
      const std::string& speaks = known_link->second.protocol;
      if (profile == profiles.end()) {
        if (profiles.complete && !unknown.profile.empty())
          problems.add(unknown_name(node_at(learn, {"profile"}), "F033", "profile", profiles));
      } else if (!profile->second.protocol.empty() && !speaks.empty() && profile->second.protocol != speaks) {
        problems.add(
            problem_at(node_at(learn, {"profile"}), "F035",
                       "is written for " + profile->second.protocol + ", but this link speaks " + speaks));
      }
      check_learned_names(unknown, link.name, node_at(learn, {"thing"}), fleet.gateway.names, problems);
      std::string unfilled;
      Unknown& kept = fleet.links[known_link->second.index].unknown;
      kept.thing = fill_placeholders(
          unknown.thing, {{"id", "{id}"}, {"link", link.name}, {"profile", unknown.profile}}, unfilled);
    }
  }
}

}  // namespace gatewarden::config
