#include "adapters/local_mqtt/meant.hpp"

#include <algorithm>
#include <utility>

#include "adapters/local_mqtt/broker_address.hpp"
#include "adapters/local_mqtt/payload/payload_plan.hpp"
#include "adapters/local_mqtt/topics/topic_pattern.hpp"
#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/parse_number.hpp"
#include "gateway/config/text/host_port_meant.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::local_mqtt {
namespace {

// Of ["temp"] or [0] what stands in it, without quotes; empty for anything else, such as [temp].
std::string_view step_in_brackets(std::string_view text) {
  std::string_view step = text.substr(1, text.size() - 2);
  const bool quoted =
      step.size() > 2 && step.front() == step.back() && (step.front() == '"' || step.front() == '\'');
  if (quoted) return step.substr(1, step.size() - 2);
  return digits(step) ? step : "";
}

// env.temp, env["temp"] and list[0] as steps of a pointer; empty for anything else, as for env["a.b"] and env..temp.
std::string steps_meant(std::string_view text) {
  if (text.starts_with('.')) text.remove_prefix(1);
  std::string meant;
  while (!text.empty()) {
    const bool bracket = text.front() == '[';
    const std::size_t close = bracket ? text.find(']') : text.find_first_of(".[");
    if (bracket && close == std::string_view::npos) return "";
    const std::size_t size = std::min(bracket ? close + 1 : close, text.size());
    const std::string_view step = bracket ? step_in_brackets(text.substr(0, size)) : text.substr(0, size);
    if (step.empty() || step.find_first_of(".[]\"'~*?@()<>=:,") != std::string_view::npos) return "";
    meant += "/" + std::string(step);
    text.remove_prefix(size);
    if (text.empty() || text.front() == '[') continue;
    if (text.front() != '.' || text.size() == 1 || text[1] == '[') return "";
    text.remove_prefix(1);
  }
  return meant;
}

// env/temp, "/" + it. Empty where it is no way by names: env//temp, ./temp, env/*/temp, env/list[0].
std::string way_meant(std::string_view text) {
  const std::string meant = (text.starts_with('/') ? "" : "/") + std::string(text);
  const bool unnamed = meant.ends_with('/') || meant.find("//") != std::string::npos;
  return unnamed || text.starts_with('.') || text.find_first_of("*?[]") != std::string_view::npos ? ""
                                                                                                  : meant;
}

}  // namespace

std::string broker_meant(const std::string& typed) {
  std::string text = config::unwrapped(typed);
  const std::size_t end = text.find("://");
  if (end == std::string::npos && text.starts_with("mqtt:")) text.erase(0, 5);
  const std::string scheme = end == std::string::npos ? "" : lower(text.substr(0, end));
  const bool web = scheme == "http" || scheme == "https";
  const bool secure = scheme == "mqtts" || scheme == "ssl" || scheme == "tls" || scheme == "https";
  if (text.find('@') != std::string::npos) return "";
  if (web && text.find(':', end + 1) != std::string::npos) return "";  // the port is not that of MQTT
  if (!secure && !web && !scheme.empty() && scheme != "mqtt" && scheme != "tcp") return "";
  const std::string host = config::host_port_meant(text, secure ? 8883 : 1883);
  const bool tls = secure || (scheme.empty() && host.ends_with(":8883"));
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
  const bool braces = text.size() > 4 && text.starts_with("{{") && text.ends_with("}}");
  if (braces) {
    text = text.substr(2, text.size() - 4);
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
  }
  const auto begins = [&text](std::string_view root, std::string_view one_of) {
    return text.starts_with(root) &&
           (text.size() == root.size() || one_of.find(text[root.size()]) != std::string_view::npos);
  };
  // The whole payload for some, its member of that name for others.
  if (begins("payload", ".[/") || begins("msg", ".[/") || (braces && begins("value", ".["))) return "";
  for (const auto& [root, one_of] : {std::pair("$", ".[/"), {"value_json", ".["}, {"#", "/"}}) {
    if (begins(root, one_of)) text.remove_prefix(std::string_view(root).size());
  }
  const bool way = text.find('/') != std::string_view::npos;
  const std::string meant = way ? way_meant(text) : steps_meant(text);
  const bool strange = meant.find_first_of("{}|$#\"' ") != std::string::npos;
  return !strange && meant.size() > 1 && parse_pointer(meant) ? meant : "";
}

std::string pattern_meant(const std::string& text) {
  constexpr std::string_view kBegins = "+{<%", kEnds = "+}>%";
  std::string meant;
  std::size_t places = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t kind = kBegins.find(text[at]);
    std::size_t end = at;
    if (kind != std::string_view::npos) end = text.find(kEnds[kind], kind == 0 ? at : at + 1);
    const bool place = kind != std::string_view::npos && end < text.find('/', at);
    meant += place ? "{id}" : std::string(1, text[at]);
    if (!place) continue;
    ++places;
    at = end;
  }
  return places == 1 && meant != text && TopicPattern::parse(meant) ? meant : "";
}

std::string topic_meant(const std::string& text) {
  return text.find('{') == std::string::npos ? pattern_meant(text) : "";
}

}  // namespace gatewarden::local_mqtt
