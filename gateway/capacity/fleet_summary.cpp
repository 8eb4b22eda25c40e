#include "gateway/capacity/fleet_summary.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "gateway/base/text/host_port.hpp"
#include "gateway/capacity/largest_report.hpp"
#include "gateway/capacity/report_size.hpp"
#include "gateway/capacity/shared_places.hpp"
#include "gateway/config/load/uplink_rules.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden::capacity {
namespace {

constexpr std::size_t kAnswerBytes =
    130;  // {"thingName":...,"reportId":...,"status":"ACCEPTED","timestamp":...}
constexpr std::size_t kPacketBytes = 12;  // of a PUBLISH: header, topic length, packet id, properties

std::string number(double value, int decimals = 2) {
  char text[40];
  std::snprintf(text, sizeof text, "%.*f", value == std::floor(value) ? 0 : decimals, value);
  return text;
}

void add_links(const config::Fleet& fleet, std::span<const config::Protocol* const> protocols,
               FleetSummary& summary) {
  const std::vector<config::ChildrenOfLink> children = config::children_by_link(fleet);
  for (std::size_t i = 0; i < fleet.links.size(); ++i) {
    const config::Link& link = fleet.links[i];
    LinkSummary one{link.name, link.protocol, "count", 0, {}};
    if (link.unknown.learn) {
      one.unknown = "learn up to " + std::to_string(link.unknown.at_most) + " as " + link.unknown.profile;
    }
    one.children = children[i].size();
    const config::Protocol* protocol = config::find_protocol(protocols, link.protocol);
    if (protocol && protocol->summary) one.lines = protocol->summary(fleet, i, children[i]);
    summary.links.push_back(std::move(one));
  }
}

void add_profiles(const config::Fleet& fleet, const Measured& measured, FleetSummary& summary) {
  for (const config::Profile& profile : fleet.profiles) {
    summary.profiles.push_back({profile.name, profile.protocol, 0, profile.metrics.size(),
                                measured.report_bytes
                                    ? measured.report_bytes(profile.metrics)
                                    : estimated_bytes(profile.metrics, fleet.gateway.reports.keys)});
  }
  for (const config::Child& child : fleet.children) ++summary.profiles[child.profile].children;
}

// Children yet to be learned count: the limits must hold then, too.
std::size_t learnable(const config::Fleet& fleet) {
  std::size_t count = 0;
  for (const config::Link& link : fleet.links) count += link.unknown.learn ? link.unknown.at_most : 0;
  return count;
}

struct Traffic {
  std::size_t reports = 0;  // per interval
  std::size_t learned = 0;
  double bytes = 0;  // per interval, topics included
  double seconds = 0;
  bool answers = false;    // one per report
  std::size_t copies = 0;  // of a report, its own publish included
};

Traffic traffic_of(const config::Fleet& fleet, const FleetSummary& summary) {
  Traffic traffic;
  traffic.seconds = std::chrono::duration<double>(fleet.gateway.reports.interval).count();
  traffic.learned = learnable(fleet);
  traffic.reports = fleet.children.size() + traffic.learned + (fleet.gateway.host.enabled ? 1 : 0);
  if (const config::ServiceUplink* uplink = fleet.uplink.service()) {
    traffic.answers = uplink->answers == config::AnswersChoice::all;
    traffic.copies = uplink->mirrors.size() + (uplink->defender ? 1 : 0);
  }
  const auto add = [&](std::size_t payload, std::size_t name, std::size_t times) {
    const std::size_t topic = report_topic("", fleet.gateway.reports.format).size() + name;
    const std::size_t answer = traffic.answers ? kAnswerBytes + topic + 9 + kPacketBytes : 0;
    traffic.bytes +=
        static_cast<double>(times * (traffic.copies * (payload + topic + kPacketBytes) + answer));
  };
  for (const config::Child& child : fleet.children) {
    add(summary.profiles[child.profile].report_bytes, child.thing.text().size(), 1);
  }
  if (traffic.learned > 0) add(500, 30, traffic.learned);
  if (fleet.gateway.host.enabled) add(700, fleet.gateway.thing.size(), 1);
  return traffic;
}

std::string reports_in_words(const Traffic& traffic, const config::Fleet& fleet) {
  const std::size_t children = fleet.children.size();
  std::string text = std::to_string(children) + (children == 1 ? " child" : " children");
  if (traffic.learned > 0) text += " + " + std::to_string(traffic.learned) + " that may be learned";
  if (fleet.gateway.host.enabled) text += " + the gateway";
  return "(" + text + ") / " + number(traffic.seconds) + " s";
}

std::string interval_text(double seconds) { return number(std::ceil(seconds), 0) + " s"; }

// The shortest interval at which the connection carries the fleet: with all answers, and without.
std::string shortest_intervals(const config::Fleet& fleet, const config::ServiceUplink& uplink) {
  const double interval = std::chrono::duration<double>(fleet.gateway.reports.interval).count();
  const double floor = std::chrono::duration<double>(uplink.floor).count();
  const auto shortest = [&](config::AnswersChoice answers) {
    return std::max(floor,
                    config::publishes_per_second(fleet, answers) * interval / uplink.publishes_per_second);
  };
  return "shortest interval: " + interval_text(shortest(config::AnswersChoice::all)) +
         " with answers: all, " + interval_text(shortest(config::AnswersChoice::rejected)) + " without";
}

void add_publishes(const config::Fleet& fleet, const config::ServiceUplink& uplink, const Traffic& traffic,
                   FleetSummary& summary) {
  std::string words = reports_in_words(traffic, fleet);
  const std::size_t each = traffic.copies + (traffic.answers ? 1 : 0);
  if (each > 1) {
    words += " x " + std::to_string(each) + " (";
    if (uplink.defender) words += "report";
    if (!uplink.mirrors.empty())
      words += (uplink.defender ? ", " : "") + std::to_string(uplink.mirrors.size()) +
               (uplink.mirrors.size() == 1 ? " mirror" : " mirrors");
    words += traffic.answers ? ", answer)" : ")";
  }
  if (uplink.defender) words += "; " + shortest_intervals(fleet, uplink);
  summary.usages.push_back({"publishes/s, in and out", words,
                            config::publishes_per_second(fleet, uplink.answers),
                            uplink.publishes_per_second});
}

std::string answers_in_words(config::AnswersChoice answers) {
  switch (answers) {
    case config::AnswersChoice::all:
      return "accepted and rejected, for all things";
    case config::AnswersChoice::rejected:
      return "rejected, for all things: what is not rejected is only known to be sent";
    default:
      return "answers are off";
  }
}

void add_usages(const config::Fleet& fleet, const Measured& measured, FleetSummary& summary) {
  const config::ServiceUplink* uplink = fleet.uplink.service();
  if (!uplink) return;
  const Traffic traffic = traffic_of(fleet, summary);
  add_publishes(fleet, *uplink, traffic, summary);
  summary.usages.push_back({"bytes/s, about",
                            number(traffic.bytes, 0) + " bytes / " + number(traffic.seconds) + " s",
                            traffic.bytes / traffic.seconds, static_cast<double>(uplink->bytes_per_second)});
  summary.usages.push_back({"subscriptions of the uplink", answers_in_words(uplink->answers),
                            static_cast<double>(summary.subscriptions.size()),
                            static_cast<double>(limits::kSubscriptionsPerConnection)});
  summary.usages.push_back(largest_report(fleet, measured));
}

void add_destinations(const config::Fleet& fleet, FleetSummary& summary) {
  if (const auto& mqtt = fleet.uplink.mqtt)
    summary.destinations.push_back("MQTT to " + host_and_port(mqtt->host, mqtt->port));
  if (fleet.uplink.greengrass) summary.destinations.emplace_back("AWS IoT through the Greengrass nucleus");
  if (const config::ServiceUplink* uplink = fleet.uplink.service()) {
    if (uplink->defender)
      summary.destinations.push_back("  " + report_topic("<thing>", fleet.gateway.reports.format));
    for (const Mirror& mirror : uplink->mirrors) {
      summary.destinations.push_back(
          "  " + mirror.topic + " (" + std::string(to_string(mirror.format)) +
          (mirror.record ? ", with thing, gateway and time)" : ", the report alone)"));
    }
  }
  for (const config::FileUplink& file : fleet.uplink.files)
    summary.destinations.push_back("file " + file.path + ", at most " + std::to_string(file.keep + 1) +
                                   " x " + std::to_string(file.rotate_at) + " bytes");
  if (fleet.uplink.standard_output) summary.destinations.emplace_back("standard output");
}

}  // namespace

FleetSummary summarize(const config::Loaded& loaded, std::span<const config::Protocol* const> protocols,
                       const Measured& measured) {
  const config::Fleet& fleet = loaded.fleet;
  FleetSummary summary;
  summary.gateway = fleet.gateway.thing;
  summary.children = fleet.children.size();
  summary.notes = loaded.notes;
  for (std::string& note : shared_places(fleet, protocols)) summary.notes.push_back(std::move(note));
  add_destinations(fleet, summary);
  add_links(fleet, protocols, summary);
  add_profiles(fleet, measured, summary);
  const config::ServiceUplink* uplink = fleet.uplink.service();
  if (uplink && uplink->answers != config::AnswersChoice::off) {
    const auto [accepted, rejected] = answer_filters(fleet.gateway.reports.format);
    if (uplink->answers == config::AnswersChoice::all) summary.subscriptions.push_back(accepted);
    summary.subscriptions.push_back(rejected);
  }
  add_usages(fleet, measured, summary);
  // Files and standard output need none of them; a fleet without any uplink is not finished.
  if (uplink ? uplink->defender : fleet.uplink.empty())
    summary.custom_metrics = custom_metrics(fleet, measured.host_metrics);
  for (const Usage& usage : summary.usages) {
    if (usage.fits()) continue;
    summary.notes.push_back(usage.what + ": " + number(usage.used) + " is more than " + number(usage.limit) +
                            (usage.too_much.empty()
                                 ? ": reports will be late or lost; lengthen gateway.reports.interval, hear "
                                   "fewer answers (answers: rejected), or divide the fleet"
                                 : ": " + usage.too_much));
  }
  return summary;
}

}  // namespace gatewarden::capacity
