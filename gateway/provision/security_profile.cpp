#include "gateway/provision/security_profile.hpp"

#include <algorithm>

#include "gateway/base/text/nearest.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden::provision {
namespace {

using Json = nlohmann::ordered_json;

std::vector<Behavior> behaviors_of(const Needs& needs) {
  std::vector<Behavior> all;
  for (const CustomMetric& metric : needs.metrics) {
    if (metric.name == role_name(MetricRole::reachable)) {
      all.push_back(
          {metric.name, "greater-than-equals", 1,
           "0 is a device that does not answer: a behavior says what is normal, so the alarm is for "
           "less than 1"});
    } else if (metric.name == role_name(MetricRole::seconds_since_seen) && needs.silence) {
      all.push_back({metric.name, "less-than-equals", needs.silence->count(),
                     "three intervals of reports, or of readings where these are further apart"});
    } else if (std::binary_search(needs.events.begin(), needs.events.end(), metric.name, natural_less)) {
      all.push_back(
          {metric.name, "less-than-equals", 0,
           "it counts what does not happen to a sound device: another device in its place, or other "
           "settings"});
    }
  }
  return all;
}

std::vector<std::string> retained_of(const Needs& needs, const std::vector<Behavior>& behaviors) {
  std::vector<std::string> names = needs.standard;
  for (const CustomMetric& metric : needs.metrics) {
    const bool judged = std::any_of(behaviors.begin(), behaviors.end(),
                                    [&](const Behavior& one) { return one.metric == metric.name; });
    if (!judged) names.push_back(metric.name);
  }
  return names;
}

std::string description_of(const Needs& needs) {
  return "Devices of the gateway " + needs.gateway + ", by gatewarden provision";
}

}  // namespace

std::vector<std::string> names_at_aws(MetricRole role) {
  switch (role) {
    case MetricRole::bytes_in:
      return {"aws:all-bytes-in"};
    case MetricRole::bytes_out:
      return {"aws:all-bytes-out"};
    case MetricRole::packets_in:
      return {"aws:all-packets-in"};
    case MetricRole::packets_out:
      return {"aws:all-packets-out"};
    case MetricRole::listening_tcp_ports:
      return {"aws:listening-tcp-ports", "aws:num-listening-tcp-ports"};
    case MetricRole::listening_udp_ports:
      return {"aws:listening-udp-ports", "aws:num-listening-udp-ports"};
    case MetricRole::established_connections:
      return {"aws:destination-ip-addresses", "aws:num-established-tcp-connections"};
    case MetricRole::listening_tcp_ports_total:
      return {"aws:num-listening-tcp-ports"};
    case MetricRole::listening_udp_ports_total:
      return {"aws:num-listening-udp-ports"};
    case MetricRole::established_connections_total:
      return {"aws:num-established-tcp-connections"};
    default:
      return {};
  }
}

std::vector<SecurityProfile> security_profiles(const Needs& needs, const Request& request) {
  if (!needs.defender) return {};
  const std::vector<Behavior> behaviors = behaviors_of(needs);
  std::vector<SecurityProfile> profiles;
  profiles.push_back({request.name, description_of(needs), {}, retained_of(needs, behaviors)});
  for (const Behavior& behavior : behaviors) {
    if (profiles.back().behaviors.size() == limits::kBehaviorsPerProfile)
      profiles.push_back(
          {request.name + "-" + std::to_string(profiles.size() + 1), description_of(needs), {}, {}});
    profiles.back().behaviors.push_back(behavior);
  }
  return profiles;
}

Json to_json(const SecurityProfile& profile, const Request& request, const ProfileReferences& references) {
  const bool exported = !request.export_to.empty();
  Json json = {{"SecurityProfileName", profile.name}, {"SecurityProfileDescription", profile.description}};
  for (const Behavior& behavior : profile.behaviors) {
    Json one = {{"Name", behavior.metric},
                {"Metric", behavior.metric},
                {"Criteria",
                 {{"ComparisonOperator", behavior.comparison},
                  {"Value", {{"Number", behavior.number}}},
                  {"ConsecutiveDatapointsToAlarm", 1},
                  {"ConsecutiveDatapointsToClear", 1}}}};
    if (exported) one["ExportMetric"] = true;
    json["Behaviors"].push_back(std::move(one));
  }
  for (const std::string& metric : profile.retained) {
    Json one = {{"Metric", metric}};
    if (exported) one["ExportMetric"] = true;
    json["AdditionalMetricsToRetainV2"].push_back(std::move(one));
  }
  json["AlertTargets"] = {
      {"SNS", {{"AlertTargetArn", references.topic}, {"RoleArn", references.alert_role}}}};
  if (exported)
    json["MetricsExportConfig"] = {{"MqttTopic", request.export_to}, {"RoleArn", references.export_role}};
  if (!references.targets.is_null()) json["TargetArns"] = Json::array({references.targets});
  return json;
}

std::string target_arn(const Request& request) {
  switch (request.attach) {
    case Attach::group:
      return arn(request.account, "iot", "thinggroup/" + request.name);
    case Attach::registered:
      return arn(request.account, "iot", "all/registered-things");
    case Attach::unregistered:
      return arn(request.account, "iot", "all/unregistered-things");
    default:
      return arn(request.account, "iot", "all/things");
  }
}

}  // namespace gatewarden::provision
