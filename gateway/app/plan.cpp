#include "gateway/app/plan.hpp"

#include <map>

#include "gateway/app/example_report.hpp"
#include "gateway/base/text/nearest.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/report/content_rules.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden::app {
namespace {

std::string sizes(const std::vector<MetricSpec>& metrics) {
  const auto size = [&](Format format, KeyNames keys) {
    return std::to_string(example_report(metrics, format, keys).size());
  };
  return "    size      json long " + size(Format::json, KeyNames::long_names) + " B, json short " +
         size(Format::json, KeyNames::short_names) + " B, cbor long " +
         size(Format::cbor, KeyNames::long_names) + " B, cbor short " +
         size(Format::cbor, KeyNames::short_names) + " B\n";
}

// The service discards strings silently: show what becomes of a bad one.
std::string string_notes(const std::vector<MetricSpec>& metrics) {
  static constexpr std::string_view kSample = "v1.4 (beta)";
  std::string notes;
  for (const MetricSpec& spec : metrics) {
    if (spec.type != MetricType::string_list) continue;
    const Cleaned cleaned = clean_string(kSample, spec.strict);
    notes += "    strings   " + printable(spec.name) + ": \"" + std::string(kSample) + "\" would be ";
    notes += cleaned.dropped ? "dropped (strict: true)\n" : "sent as \"" + printable(cleaned.text) + "\"\n";
  }
  return notes;
}

std::string aggregates(const std::vector<MetricSpec>& metrics) {
  std::string text = "    metrics   ";
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (i) text += ", ";
    text += printable(metrics[i].name) + " (" + std::string(to_string(metrics[i].aggregate)) + ")";
  }
  return text + "\n";
}

// Computes once what a profile's children share.
class Plan {
 public:
  Plan(const config::Fleet& fleet, std::span<const config::Protocol* const> protocols)
      : fleet_(fleet), protocols_(protocols) {}

  std::string child(const config::Child& child) {
    const config::Link& link = fleet_.links[child.link];
    const config::Profile& profile = fleet_.profiles[child.profile];
    std::string text = printable(child.thing.text()) + "\n    profile   " + printable(profile.name) +
                       " on link " + printable(link.name) + " (" + link.protocol + ")\n";
    for (const config::Protocol* protocol : protocols_) {
      if (protocol->name != link.protocol || !protocol->plan) continue;
      for (const std::string& line : protocol->plan(link, profile, child))
        text += "    reads     " + printable(line) + "\n";
    }
    return text + report(child.thing.text(), profile.name, profile.metrics);
  }
  std::string report(const std::string& thing, const std::string& profile,
                     const std::vector<MetricSpec>& metrics) {
    auto [place, fresh] = bodies_.try_emplace(profile);
    if (fresh) {
      place->second = aggregates(metrics) + "    example   " +
                      printable(example_report(metrics, Format::json, fleet_.gateway.reports.keys)) + "\n" +
                      sizes(metrics) + string_notes(metrics);
    }
    return "    topic     " + printable(report_topic(thing, fleet_.gateway.reports.format)) + "\n" +
           place->second;
  }

 private:
  const config::Fleet& fleet_;
  std::span<const config::Protocol* const> protocols_;
  std::map<std::string, std::string> bodies_;
};

std::vector<std::string> things(const config::Fleet& fleet) {
  std::vector<std::string> all{fleet.gateway.thing};
  for (const config::Child& child : fleet.children) all.push_back(child.thing.text());
  return all;
}

}  // namespace

Result<std::string> plan_text(const config::Fleet& fleet, std::span<const config::Protocol* const> protocols,
                              std::optional<std::string_view> thing,
                              const std::vector<MetricSpec>& host_metrics) {
  Plan plan(fleet, protocols);
  std::string text;
  bool found = false;
  if (fleet.gateway.host.enabled && (!thing || *thing == fleet.gateway.thing)) {
    found = true;
    text += printable(fleet.gateway.thing) +
            "\n    profile   the gateway itself\n    reads     /proc/net/{tcp,tcp6,udp,udp6,dev}\n";
    text += plan.report(fleet.gateway.thing, "gateway:host", host_metrics);
  }
  for (const config::Child& child : fleet.children) {
    if (thing && *thing != child.thing.text()) continue;
    found = true;
    text += plan.child(child);
  }
  if (thing && !found) {
    std::string error = "no child is named \"" + printable(*thing) + "\"";
    const auto close =
        nearest(*thing, things(fleet), {near_enough(thing->size()), Closeness::Part::closest, 3});
    for (const std::string& name : close)
      error += (&name == &close.front() ? "; did you mean " : ", ") + printable(name);
    if (!close.empty()) error += "?";
    return Error{error + (close.empty() ? "; `" : " `") +
                 "gatewarden plan FLEET` without a name shows all of them"};
  }
  return text;
}

}  // namespace gatewarden::app
