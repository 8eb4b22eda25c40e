#include "gateway/config/load/notes/notes.hpp"

#include <set>
#include <string_view>
#include <utility>

#include "gateway/base/duration_text.hpp"
#include "gateway/base/text/host.hpp"
#include "gateway/base/text/host_port.hpp"
#include "gateway/config/load/notes/endpoint_notes.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden::config {
namespace {

bool on_loopback(const std::string& listen) {
  const auto address = parse_host_port(listen, 0);
  return address && is_loopback(address->host);
}

std::size_t custom_metrics(const Fleet& fleet) {
  std::set<std::string_view> names;
  for (const Profile& profile : fleet.profiles) {
    for (const MetricSpec& metric : profile.metrics) {
      if (metric.role == MetricRole::custom || is_own(metric.role)) names.insert(metric.name);
    }
  }
  return names.size();
}

void add_unused(const Fleet& fleet, std::vector<std::string>& notes) {
  std::vector<bool> links(fleet.links.size()), profiles(fleet.profiles.size());
  for (const Child& child : fleet.children) {
    links[child.link] = true;
    profiles[child.profile] = true;
  }
  std::set<std::string_view> learned;
  for (std::size_t i = 0; i < fleet.links.size(); ++i) {
    if (!fleet.links[i].unknown.learn) continue;
    links[i] = true;
    learned.insert(fleet.links[i].unknown.profile);
  }
  for (std::size_t i = 0; i < fleet.links.size(); ++i) {
    if (!links[i]) notes.push_back("link " + fleet.links[i].name + " has no children");
  }
  for (std::size_t i = 0; i < fleet.profiles.size(); ++i) {
    if (!profiles[i] && learned.count(fleet.profiles[i].name) == 0)
      notes.push_back("profile " + fleet.profiles[i].name + " is used by no child");
  }
}

void add_connection_notes(const MqttUplink& mqtt, std::vector<std::string>& notes) {
  if (!mqtt.tls && !is_loopback(mqtt.host))
    notes.emplace_back("tls: false: reports travel readable by everybody on the way");
  if (!mqtt.proxy_password_file.empty() && !is_loopback(mqtt.proxy_host)) {
    notes.emplace_back(
        "proxy_password_file: proxies are asked without TLS, so the proxy's password travels to " +
        mqtt.proxy_host + " readable by everybody on the way");
  }
  if (mqtt.service == Service::aws && mqtt.certificate.empty()) {
    notes.emplace_back(
        "uplink.mqtt has no certificate: AWS IoT asks for one unless a custom authorizer is set up");
  }
  if (mqtt.version != 5) {
    notes.emplace_back(
        "version: 3.1.1: AWS then answers a publish it does not allow by hanging up, so every forbidden "
        "child costs the connection; MQTT 5 answers it alone");
  }
}

void add_seldom(const Fleet& fleet, std::vector<std::string>& notes) {
  const Duration interval = fleet.gateway.reports.interval;
  const auto add = [&](const std::string& reader, const std::string& what, Duration every) {
    notes.push_back(reader + " reads " + what + " every " + gatewarden::to_text(every) +
                    ", reports leave every " + gatewarden::to_text(interval) + ": about " +
                    std::to_string(100 * interval / every) + " % of the reports have what was read");
  };
  for (const Profile& profile : fleet.profiles) {
    if (profile.every > interval) add("profile " + profile.name, "devices", profile.every);
  }
  const Host& host = fleet.gateway.host;
  if (host.enabled && host.every > interval) add("gateway.host", "the machine", host.every);
}

}  // namespace

std::vector<std::string> notes_on(const Fleet& fleet) {
  std::vector<std::string> notes;
  if (fleet.uplink.empty()) notes.emplace_back("there is no uplink: `gatewarden run` needs one");
  const ServiceUplink* service = fleet.uplink.service();
  if (!service && !fleet.uplink.empty()) {
    notes.emplace_back("no way to the service: reports go to files or standard output only");
  }
  if (service && service->service == Service::stand_in) {
    notes.emplace_back("service: stand-in: reports go to a stand-in for Device Defender, not to AWS");
  }
  if (service && service->service == Service::broker)
    notes.emplace_back("service: broker: reports go to a broker of your own, not to AWS, and nobody answers");
  if (fleet.uplink.mqtt) {
    add_connection_notes(*fleet.uplink.mqtt, notes);
    for (std::string& note : endpoint_notes(*fleet.uplink.mqtt)) notes.push_back(std::move(note));
  }
  if (!fleet.gateway.http.listen.empty() && !on_loopback(fleet.gateway.http.listen)) {
    notes.push_back("gateway.http.listen " + fleet.gateway.http.listen +
                    " can be reached from other machines; there is no password");
  }
  if (const std::size_t count = custom_metrics(fleet); count > limits::kCustomMetricsPerAccount) {
    notes.push_back(std::to_string(count) + " custom metrics; an AWS account holds " +
                    std::to_string(limits::kCustomMetricsPerAccount) + " unless the quota is raised");
  }
  add_seldom(fleet, notes);
  add_unused(fleet, notes);
  return notes;
}

}  // namespace gatewarden::config
