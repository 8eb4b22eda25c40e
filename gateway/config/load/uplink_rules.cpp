#include "gateway/config/load/uplink_rules.hpp"

#include <algorithm>
#include <set>

#include "gateway/base/text/host.hpp"
#include "gateway/config/load/any_refused.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/mirror_topic.hpp"

namespace gatewarden::config {
namespace {

// AWS's limits on a connection; a user's stand-in may take more.
template <class Entry>
void check_aws_service(const ConfigNode& node, const Entry& entry, Problems& problems) {
  if (any_refused(node, {"service"}, problems)) return;
  if (entry.floor_text) {
    problems.add(problem_at(node_at(node, {"floor"}), "F052",
                            "AWS keeps a floor of 300s; only service: stand-in may set another",
                            "service: stand-in"));
  }
  if (entry.publishes_per_second > limits::kPublishesPerSecond) {
    problems.add(problem_with_value(node_at(node, {"publishes_per_second"}), "F055",
                                    "AWS discards what is above 100 publishes a second on a connection",
                                    "95"));
  }
  if (entry.bytes_per_second > limits::kBytesPerSecond) {
    problems.add(problem_with_value(node_at(node, {"bytes_per_second"}), "F055",
                                    "AWS delays what is above 512000 bytes a second on a connection",
                                    "500000"));
  }
  if (entry.in_flight > limits::kInFlight) {
    problems.add(problem_with_value(node_at(node, {"in_flight"}), "F055",
                                    "AWS takes 100 unacknowledged publishes on a connection", "100"));
  }
}

// It keeps no floor and knows no reserved topics.
template <class Entry>
void check_broker(const ConfigNode& node, const Entry& entry, Problems& problems) {
  if (entry.floor_text) {
    problems.add(problem_at(node_at(node, {"floor"}), "F052",
                            "a broker takes reports at any time; only service: stand-in keeps a floor",
                            "service: stand-in"));
  }
  if (entry.defender && node.find("defender") != nullptr) {
    problems.add(problem_with_repair(node_at(node, {"defender"}), "F061",
                                     "a broker of your own has no Device Defender: mirrors has the topics",
                                     "false"));
  }
  if (!entry.mirrors.empty() || any_refused(node, {"mirrors"}, problems)) return;
  problems.add(problem_missing(node, "mirrors", "F058",
                               "is missing: a broker of your own gets the reports on topics of your own",
                               "mirrors: [{ topic: \"reports/{thing}\" }]"));
}

void check_aws_connection(const ConfigNode& mqtt, const MqttEntry& entry, Problems& problems) {
  if (any_refused(mqtt, {"service"}, problems)) return;
  if (!entry.tls) {
    problems.add(problem_with_value(
        node_at(mqtt, {"tls"}), "F053",
        "AWS takes no unencrypted connections; only a broker of your own may do without (service)", "true"));
  }
  if (entry.keep_alive_text < limits::kShortestKeepAlive) {
    problems.add(problem_with_value(node_at(mqtt, {"keep_alive"}), "F055",
                                    "AWS takes keep-alives from 30s to 20m", "30s"));
  }
}

void check_certificate(const ConfigNode& mqtt, const MqttUplink& uplink, Problems& problems) {
  if (any_refused(mqtt, {"certificate", "private_key", "tls"}, problems)) return;
  if (uplink.certificate.empty() != uplink.private_key.empty()) {
    const bool has = !uplink.certificate.empty();
    problems.add(problem_missing(
        mqtt, has ? "private_key" : "certificate", "F054",
        "is missing: a certificate and its private key belong together",
        has ? "private_key: /run/secrets/gateway.key" : "certificate: /run/secrets/gateway.pem"));
  }
  if (!uplink.tls && !uplink.certificate.empty()) {
    problems.add(problem_at(node_at(mqtt, {"certificate"}), "F054", "has no use without tls", "tls: true"));
  }
}

// Of AWS another rule says that it takes nothing in the clear.
void check_password(const ConfigNode& mqtt, const MqttUplink& uplink, Problems& problems) {
  if (uplink.tls || uplink.service == Service::aws || uplink.password_file.empty()) return;
  if (any_refused(mqtt, {"endpoint", "service", "password_file", "tls"}, problems)) return;
  if (is_loopback(uplink.host)) return;
  problems.add(problem_with_value(node_at(mqtt, {"tls"}), "F060",
                                  "a password is sent only over TLS, or to this machine", "true"));
}

void check_proxy(const ConfigNode& mqtt, const MqttEntry& entry, Problems& problems) {
  if (any_refused(mqtt, {"proxy", "proxy_username", "proxy_password_file"}, problems)) return;
  const std::string_view orphan = !entry.proxy_username.empty()        ? "proxy_username"
                                  : !entry.proxy_password_file.empty() ? "proxy_password_file"
                                                                       : "";
  if (!entry.proxy && !orphan.empty()) {
    problems.add(problem_at(node_at(mqtt, {orphan}), "F059", "has no use without a proxy",
                            "proxy: proxy.plant7.example:3128"));
  } else if (entry.proxy && entry.proxy_username.empty() != entry.proxy_password_file.empty()) {
    const bool has = !entry.proxy_username.empty();
    problems.add(
        problem_missing(mqtt, has ? "proxy_password_file" : "proxy_username", "F059",
                        "is missing: a proxy takes both or none",
                        has ? "proxy_password_file: /run/secrets/proxy" : "proxy_username: gateway"));
  }
}

// As long as the fleet's longest name; a learned one may have any length.
std::string longest_thing(const Fleet& fleet) {
  std::size_t longest = fleet.gateway.thing.size();
  for (const Child& child : fleet.children) longest = std::max(longest, child.thing.text().size());
  const auto learns = [](const Link& link) { return link.unknown.learn; };
  if (std::any_of(fleet.links.begin(), fleet.links.end(), learns)) longest = ThingName::kMaxBytes;
  return std::string(longest, 'x');
}

void check_mirrors(const ConfigNode& node, const ServiceUplink& uplink, const Fleet& fleet,
                   Problems& problems) {
  const bool nowhere = !uplink.defender && uplink.service != Service::broker && uplink.mirrors.empty();
  if (nowhere && !any_refused(node, {"mirrors", "defender"}, problems)) {
    problems.add(problem_at(node_at(node, {"defender"}), "F058",
                            "nothing would be published: without the reserved topic there must be a mirror",
                            "defender: true"));
  }
  const ConfigNode& mirrors = node_at(node, {"mirrors"});
  if (mirrors.kind() != ConfigNode::Kind::list) return;
  const std::string longest = longest_thing(fleet);
  for (std::size_t i = 0; i < uplink.mirrors.size(); ++i) {
    if (uplink.mirrors[i].topic.empty()) continue;  // already reported
    const auto topic = fill_topic(uplink.mirrors[i].topic, longest, fleet.gateway.thing);
    if (topic) continue;
    problems.add(problem_with_value(node_at(mirrors.items()[i], {"topic"}), "F057", topic.error(),
                                    "$aws/rules/reports/{thing}"));
  }
}

template <class Entry, class Made>
void apply_service(const ConfigNode& node, const Entry& entry, const Fleet& fleet, Made& made,
                   Problems& problems) {
  if (made.service == Service::aws) check_aws_service(node, entry, problems);
  if (made.service == Service::broker) {
    check_broker(node, entry, problems);
    made.defender = false;
  }
  made.floor =
      made.service == Service::aws ? Duration(limits::kReportFloor) : entry.floor_text.value_or(made.floor);
  check_mirrors(node, made, fleet, problems);
}

void apply_mqtt(const ConfigNode& node, const MqttEntry& entry, Fleet& fleet, Problems& problems) {
  MqttUplink made = entry;
  made.host = entry.endpoint.host;
  made.port = entry.endpoint.port;
  if (entry.proxy) {
    made.proxy_host = entry.proxy->host;
    made.proxy_port = entry.proxy->port;
  }
  made.keep_alive = std::chrono::ceil<std::chrono::seconds>(entry.keep_alive_text);
  if (made.client_id.empty()) made.client_id = fleet.gateway.thing;
  if (made.service == Service::aws) check_aws_connection(node, entry, problems);
  check_certificate(node, made, problems);
  check_password(node, made, problems);
  check_proxy(node, entry, problems);
  apply_service(node, entry, fleet, made, problems);
  fleet.uplink.mqtt = std::move(made);
}

void apply_greengrass(const ConfigNode& node, const GreengrassEntry& entry, Fleet& fleet,
                      Problems& problems) {
  GreengrassUplink made = entry;
  apply_service(node, entry, fleet, made, problems);
  fleet.uplink.greengrass = std::move(made);
}

// The nodes of the destinations: a list's members, or the map itself.
std::vector<const ConfigNode*> written_destinations(const ConfigNode& uplink) {
  std::vector<const ConfigNode*> all;
  if (uplink.kind() != ConfigNode::Kind::list) return {&uplink};
  for (const ConfigNode& each : uplink.items()) all.push_back(&each);
  return all;
}

}  // namespace

void apply_uplink(const Sources& sources, Fleet& fleet, Problems& problems) {
  const auto& entries = sources.fleet.uplink;
  if (entries.empty()) return;
  const auto nodes = written_destinations(node_at(sources.main_root(), {"uplink"}));
  std::set<std::string> paths;
  for (std::size_t i = 0; i < entries.size() && i < nodes.size(); ++i) {
    const UplinkEntry& entry = entries[i];
    const bool to_service = entry.mqtt || entry.greengrass;
    if ((to_service && fleet.uplink.service()) || (entry.standard_output && fleet.uplink.standard_output)) {
      problems.add(problem_at(
          *nodes[i], "F056",
          to_service ? "is a second way to the service: one connection carries every child; remove "
                       "one of them (mirrors: copies reports to more topics)"
                     : "stands here twice; remove one of them",
          ""));
      continue;
    }
    if (entry.mqtt) apply_mqtt(node_at(*nodes[i], {"mqtt"}), *entry.mqtt, fleet, problems);
    if (entry.greengrass)
      apply_greengrass(node_at(*nodes[i], {"greengrass"}), *entry.greengrass, fleet, problems);
    if (entry.standard_output) fleet.uplink.standard_output = true;
    if (!entry.file) continue;
    if (entry.file->path.empty()) continue;  // already reported
    if (!paths.insert(entry.file->path).second) {
      problems.add(problem_with_value(node_at(*nodes[i], {"file", "path"}), "F056",
                                      "stands here twice: two writers would tear each other's lines", ""));
    }
    fleet.uplink.files.push_back(*entry.file);
  }
}

// A report costs a publish on its reserved topic, one on each mirror, and an answer.
double publishes_per_second(const Fleet& fleet, AnswersChoice answers) {
  const ServiceUplink* uplink = fleet.uplink.service();
  if (!uplink) return 0;
  std::size_t things = fleet.children.size() + (fleet.gateway.host.enabled ? 1 : 0);
  for (const Link& link : fleet.links) things += link.unknown.learn ? link.unknown.at_most : 0;
  const std::size_t each = uplink->mirrors.size() + (uplink->defender ? 1 : 0) +
                           (uplink->defender && answers == AnswersChoice::all ? 1 : 0);
  return static_cast<double>(things * each) /
         std::chrono::duration<double>(fleet.gateway.reports.interval).count();
}

void settle_answers(Fleet& fleet) {
  const auto settle = [&fleet](ServiceUplink& uplink) {
    if (!uplink.defender) uplink.answers = AnswersChoice::off;
    if (uplink.answers != AnswersChoice::fitting) return;
    const bool fits = publishes_per_second(fleet, AnswersChoice::all) <= uplink.publishes_per_second;
    uplink.answers = fits ? AnswersChoice::all : AnswersChoice::rejected;
  };
  if (fleet.uplink.mqtt) settle(*fleet.uplink.mqtt);
  if (fleet.uplink.greengrass) settle(*fleet.uplink.greengrass);
}

}  // namespace gatewarden::config
