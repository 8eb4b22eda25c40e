#include "gateway/config/load/notes/endpoint_notes.hpp"

#include <string_view>

#include "gateway/base/text/ascii.hpp"

namespace gatewarden::config {
namespace {

constexpr std::string_view kFind =
    "`aws iot describe-endpoint --endpoint-type iot:Data-ATS` tells the right one";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool of_aws(std::string_view host) {
  return host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn") ||
         host.ends_with(".api.aws");
}

// "xxxxxxxxxxxxxx-ats", as manuals write it.
bool placeholder(std::string_view host) {
  std::string_view account = host.substr(0, host.find('.'));
  if (account.ends_with("-ats")) account.remove_suffix(4);
  return account.size() > 2 && account.find_first_not_of('x') == std::string_view::npos;
}

// What the name stands for, if not for the data plane (AWS General Reference, "AWS IoT Core endpoints").
std::string_view other_service(std::string_view host) {
  if (has(host, ".credentials.iot")) return "gives credentials and speaks no MQTT";
  if (has(host, ".jobs.iot")) return "is for jobs over HTTPS";
  if (host.starts_with("greengrass-ats.iot")) return "is for the discovery of Greengrass cores";
  if (host.starts_with("iot.") || host.starts_with("iot-fips.") || host.starts_with("api.iot"))
    return "is the control plane";
  if (!has(host, ".iot.") && !has(host, ".iot-fips.")) return "is no endpoint of IoT Core";
  return {};
}

bool old_certificate(std::string_view host) {
  const std::string_view account = host.substr(0, host.find('.'));
  return host.substr(account.size()).starts_with(".iot.") && !account.ends_with("-ats") && account != "data";
}

}  // namespace

std::vector<std::string> endpoint_notes(const MqttUplink& mqtt) {
  std::vector<std::string> notes;
  if (mqtt.service != Service::aws) return notes;
  const std::string host = lower(mqtt.host);
  const std::string subject = "uplink.mqtt.endpoint " + mqtt.host + " ";
  if (placeholder(host)) notes.push_back(subject + "is a placeholder; " + std::string(kFind));
  if (of_aws(host)) {
    if (const std::string_view other = other_service(host); !other.empty())
      notes.push_back(subject + std::string(other) + ", it takes no reports; " + std::string(kFind));
    if (old_certificate(host))
      notes.push_back(subject +
                      "has no -ats: its certificate is of an authority that is no longer trusted; " +
                      std::string(kFind));
  }
  if (mqtt.port != 8883 && mqtt.port != 443)
    notes.push_back("uplink.mqtt.endpoint has port " + std::to_string(mqtt.port) +
                    ": AWS IoT takes MQTT on 8883 and 443 only");
  return notes;
}

}  // namespace gatewarden::config
