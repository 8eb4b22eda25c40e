#include "adapters/local_mqtt/meant.hpp"

#include <utility>

#include "adapters/local_mqtt/broker_address.hpp"
#include "adapters/local_mqtt/payload/payload_plan.hpp"
#include "adapters/local_mqtt/topics/topic_pattern.hpp"
#include "gateway/base/text/ascii.hpp"
#include "gateway/config/text/host_port_meant.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::local_mqtt {
namespace {

// env.temp, env["temp"] and list[0] as steps of a pointer; empty for anything else.
std::string steps_meant(std::string_view text) {
  std::string meant;
  for (const char c : text) {
    const bool divides = c == '.' || c == '[';
    if (divides && !meant.ends_with('/')) meant += '/';
    if (divides || c == ']' || c == '"' || c == '\'') continue;
    meant += c;
  }
  return (meant.starts_with('/') ? "" : "/") + meant;
}

}  // namespace

std::string broker_meant(const std::string& typed) {
  std::string text = config::unwrapped(typed);
  const std::size_t end = text.find("://");
  if (end == std::string::npos && text.starts_with("mqtt:")) text.erase(0, 5);
  const std::string scheme = end == std::string::npos ? "" : lower(text.substr(0, end));
  const bool tls = scheme == "mqtts" || scheme == "ssl" || scheme == "tls" || scheme == "https";
  if (text.find('@') != std::string::npos) return "";
  if (!tls && !scheme.empty() && scheme != "mqtt" && scheme != "tcp" && scheme != "http") return "";
  const std::string host = config::host_port_meant(text, tls ? 8883 : 1883);
  const std::string meant = (tls ? "mqtts://" : "mqtt://") + host;
  return !host.empty() && parse_broker(meant) ? meant : "";
}

std::string broker_with_login_meant(const config::ConfigNode& node) {
  const std::string text = config::unwrapped(node.text());
  const std::size_t scheme = text.find("://");
  const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t colon = text.find(':', start), at = text.rfind('@');
  // What stands alone may be a token.
  if (node.filled_in() || at == std::string::npos || colon <= start || colon + 1 >= at) return "";
  const std::string user = text.substr(start, colon - start);
  const std::string broker = broker_meant(text.substr(0, start) + text.substr(at + 1));
  const bool encoded = user.find('%') != std::string::npos;
  if (broker.empty() || encoded) return "";
  const std::string next = node.to_next_entry();
  return config::yaml_scalar(broker, true) + next + "username: " + config::yaml_scalar(user, false) + next +
         "password_file: /etc/gatewarden/password";
}

std::string pointer_meant(const std::string& typed) {
  std::string_view text = typed;
  const auto drop = [&text](std::string_view begin, std::string_view end) {
    const bool both =
        text.starts_with(begin) && text.ends_with(end) && text.size() > begin.size() + end.size();
    if (!both) return;
    text.remove_prefix(begin.size());
    text.remove_suffix(end.size());
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
  };
  for (const auto& [begin, end] :
       {std::pair("{{", "}}"), {"$", ""}, {"value_json", ""}, {"payload", ""}, {"#", ""}})
    drop(begin, end);
  if (text.empty()) return "";
  const bool path = text.find('/') != std::string_view::npos;
  const std::string meant = path ? (text.front() == '/' ? "" : "/") + std::string(text) : steps_meant(text);
  const bool strange = meant.find_first_of("{}|$#\"' ") != std::string::npos;
  return !strange && meant.size() > 1 && parse_pointer(meant) ? meant : "";
}

std::string pattern_meant(const std::string& text) {
  constexpr std::pair<std::string_view, std::string_view> kPlaceholders[] = {
      {"{", "}"}, {"<", ">"}, {"%", "%"}};
  std::string meant = text;
  const std::size_t plus = meant.find('+');
  if (plus != std::string::npos && meant.find('+', plus + 1) != std::string::npos) return "";
  if (plus != std::string::npos) {
    meant.replace(plus, 1, "{id}");
    return TopicPattern::parse(meant) ? meant : "";
  }
  for (const auto& [begin, end] : kPlaceholders) {
    const std::size_t open = meant.find(begin);
    const std::size_t close = open == std::string::npos ? open : meant.find(end, open + 1);
    if (close == std::string::npos) continue;
    meant.replace(open, close - open + 1, "{id}");
    return meant != text && TopicPattern::parse(meant) ? meant : "";
  }
  return "";
}

std::string topic_meant(const std::string& text) {
  return text.find('{') == std::string::npos ? pattern_meant(text) : "";
}

}  // namespace gatewarden::local_mqtt
