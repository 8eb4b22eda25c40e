#include "gateway/app/connect/asked_gateway.hpp"

#include <algorithm>

#include "gateway/base/duration_text.hpp"

namespace gatewarden::app {
namespace {

using Verdict = Step::Verdict;

Step connection(const status::UplinkView& uplink) {
  if (uplink.connected) return {Verdict::pass, "connect", uplink.endpoint + ": " + uplink.detail};
  const std::string why = uplink.last_error.empty() ? "" : ": " + uplink.last_error;
  return {
      Verdict::fail, "connect", uplink.endpoint + " is " + uplink.state + why,
      "`gatewarden status` shows more; with the gateway stopped, `gatewarden check --connect` tries each step"};
}

Step own_report(const status::GatewaySnapshot& gateway) {
  const auto own = std::find_if(gateway.children.begin(), gateway.children.end(),
                                [&](const status::ChildRow& child) { return child.thing == gateway.thing; });
  if (own == gateway.children.end())
    return {Verdict::note, "publish", "the gateway has no report of its own (gateway.host.enabled)"};
  if (own->last_verdict.empty())
    return {Verdict::note, "publish",
            "the gateway's own report has no answer yet" + (own->why.empty() ? "" : ": " + own->why)};
  const std::string said =
      "the gateway's own report: " + own->last_verdict + (own->why.empty() ? "" : "; " + own->why);
  const bool well = own->last_verdict == "accepted" || own->last_verdict == "published";
  return {well ? Verdict::pass : Verdict::fail, "publish", said,
          well ? "" : "`gatewarden last " + gateway.thing + "` shows the report and its answer"};
}

}  // namespace

std::vector<Step> steps_of(const status::GatewaySnapshot& gateway) {
  std::vector<Step> steps{{Verdict::note, "gateway",
                           "a gateway (pid " + std::to_string(gateway.pid) + ") has run on " +
                               gateway.state_directory + " for " +
                               gatewarden::to_text(std::chrono::floor<std::chrono::seconds>(gateway.uptime)) +
                               ": it is asked, and nothing is connected"}};
  const status::UplinkView& uplink = gateway.uplink;
  if (!uplink.certificate.empty())
    steps.push_back(
        {uplink.certificate_refused ? Verdict::fail : Verdict::note, "files", uplink.certificate});
  if (!uplink.endpoint.empty()) {
    steps.push_back(connection(uplink));
    for (const status::RefusedTopic& topic : uplink.refused)
      steps.push_back({Verdict::fail, "publish", topic.topic + " is refused", topic.why});
    steps.push_back(own_report(gateway));
  }
  for (const status::DestinationView& each : gateway.destinations)
    steps.push_back(
        {each.failed ? Verdict::fail : Verdict::pass, "file",
         each.name + ": " + (each.failed ? each.why : std::to_string(each.reports) + " reports")});
  if (gateway.store.failed) steps.push_back({Verdict::fail, "state", gateway.store.why});
  return steps;
}

}  // namespace gatewarden::app
