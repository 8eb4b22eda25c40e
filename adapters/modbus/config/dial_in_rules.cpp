#include "adapters/modbus/config/dial_in_rules.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "adapters/modbus/transport/dial_in_stream.hpp"
#include "adapters/modbus/transport/peer_network.hpp"
#include "gateway/base/text/ascii.hpp"

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::Problems;

// "10.8.0.0 / 24", "10.8.0.*", "10.8.0.0/255.255.255.0", "ANY"; empty if it cannot be told.
std::string network_meant(const std::string& text) {
  static constexpr std::pair<std::string_view, std::string_view> kEnds[] = {
      {".*.*.*", ".0.0.0/8"},     {".*.*", ".0.0/16"},     {".*", ".0/24"},
      {"/255.0.0.0", "/8"},       {"/255.255.0.0", "/16"}, {"/255.255.255.0", "/24"},
      {"/255.255.255.255", "/32"}};
  if (lower(text) == "any") return "any";
  std::string meant = text;
  meant.erase(std::remove(meant.begin(), meant.end(), ' '), meant.end());
  for (const auto& [theirs, ours] : kEnds) {
    if (!meant.ends_with(theirs)) continue;
    meant.replace(meant.size() - theirs.size(), theirs.size(), ours);
    break;
  }
  return PeerNetwork::parse(meant) ? meant : "";
}

}  // namespace

void say_who_may_call(const DialIn& dial_in, const ConfigNode& node, Problems& problems) {
  const HostPort& listen = dial_in.listen;
  if (!dial_in.from.empty() || !PeerNetwork::is_address(listen.host) || !strangers_may_call(dial_in)) return;
  problems.add(
      problem_at(*node.find("listen"), "M039",
                 "whoever reaches this port is taken for the device, since Modbus knows no passwords: say "
                 "beside it who may call, or `from: any`",
                 "{ listen: \"" + host_and_port(listen.host, listen.port) + "\", from: 10.8.0.0/24 }"));
}

void check_callers(const DialIn& dial_in, const ConfigNode& node, Problems& problems) {
  for (const std::string& text : dial_in.from) {
    if (PeerNetwork::parse(text) || dial_in.anybody_may_call()) continue;
    const ConfigNode& from = *node.find("from");
    const bool alone = from.kind() == ConfigNode::Kind::scalar && !from.filled_in();
    problems.add(problem_with_repair(from, "M032", "\"" + text + "\" is neither an IP address nor a network",
                                     alone ? network_meant(text) : "", "[10.8.0.0/24, 192.168.4.7]"));
  }
}

}  // namespace gatewarden::modbus
