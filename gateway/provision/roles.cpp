#include "gateway/provision/roles.hpp"

namespace gatewarden::provision {
namespace {

using Json = nlohmann::ordered_json;

Json document(Json statement) {
  return {{"Version", "2012-10-17"}, {"Statement", Json::array({std::move(statement)})}};
}

Json trust(Json condition) {
  return document({{"Effect", "Allow"},
                   {"Principal", {{"Service", "iot.amazonaws.com"}}},
                   {"Action", "sts:AssumeRole"},
                   {"Condition", std::move(condition)}});
}

Json permission(const char* action, const std::string& resource) {
  return document({{"Effect", "Allow"}, {"Action", action}, {"Resource", resource}});
}

}  // namespace

Role alert_role(const Request& request, const std::vector<SecurityProfile>& profiles) {
  Json sources = Json::array();
  for (const SecurityProfile& profile : profiles)
    sources.push_back(arn(request.account, "iot", "securityprofile/" + profile.name));
  return {alert_role_name(request),
          trust({{"StringEquals", {{"aws:SourceAccount", request.account.number}}},
                 {"ArnEquals", {{"aws:SourceArn", std::move(sources)}}}}),
          permission("sns:Publish", alert_topic_arn(request))};
}

Role export_role(const Request& request) {
  return {export_role_name(request),
          trust({{"StringEqualsIfExists", {{"aws:SourceAccount", request.account.number}}}}),
          permission("iot:Publish", arn(request.account, "iot", "topic/" + request.export_to))};
}

}  // namespace gatewarden::provision
