#include "gateway/provision/access_control.hpp"

#include "gateway/wire/mirror_topic.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden::provision {

nlohmann::ordered_json access_control(const Plan& plan) {
  using Json = nlohmann::ordered_json;
  const Needs& needs = plan.needs;
  Json publish = Json::array(), subscribe = Json::array();
  for (const auto* group : {&plan.policies.named, &plan.policies.patterns}) {
    for (const std::string& name : *group) {
      if (needs.defender) publish.push_back(report_topic(name, needs.format));
      for (const std::string& mirror : needs.mirrors) {
        const auto topic = fill_topic(mirror, name, needs.gateway);
        if (topic && (publish.empty() || publish.back() != *topic)) publish.push_back(*topic);
      }
    }
  }
  const auto [accepted, rejected] = answer_filters(needs.format);
  if (needs.defender && needs.hears_accepted) subscribe.push_back(accepted);
  if (needs.defender && needs.hears_rejected) subscribe.push_back(rejected);
  // Two policies: the lite nucleus stops at the first operation of a policy that fits.
  Json policies = {
      {"gatewarden:publish",
       {{"operations", Json::array({"aws.greengrass#PublishToIoTCore"})}, {"resources", publish}}}};
  if (!subscribe.empty()) {
    policies["gatewarden:subscribe"] = {{"operations", Json::array({"aws.greengrass#SubscribeToIoTCore"})},
                                        {"resources", subscribe}};
  }
  return {{"accessControl", {{"aws.greengrass.ipc.mqttproxy", policies}}}};
}

}  // namespace gatewarden::provision
