#include "adapters/local_mqtt/meant.hpp"

#include <algorithm>

#include "adapters/local_mqtt/broker_address.hpp"
#include "adapters/local_mqtt/payload/payload_plan.hpp"
#include "adapters/local_mqtt/topics/topic_pattern.hpp"
#include "gateway/config/text/host_port_meant.hpp"

namespace gatewarden::local_mqtt {

std::string broker_meant(const std::string& text) {
  const std::size_t end = text.find("://");
  const std::string scheme = end == std::string::npos ? "" : text.substr(0, end);
  const bool tls = scheme == "mqtts" || scheme == "ssl" || scheme == "tls" || scheme == "https";
  if (!tls && !scheme.empty() && scheme != "mqtt" && scheme != "tcp" && scheme != "http") return "";
  const std::string host = config::host_port_meant(text, tls ? 8883 : 1883);
  const std::string meant = (tls ? "mqtts://" : "mqtt://") + host;
  return !host.empty() && parse_broker(meant) ? meant : "";
}

std::string pointer_meant(const std::string& text) {
  if (text.empty() || text.front() == '/') return "";
  std::string meant = text;
  if (meant.starts_with("$")) meant.erase(0, 1);
  if (meant.find('/') == std::string::npos) std::replace(meant.begin(), meant.end(), '.', '/');
  if (!meant.starts_with('/')) meant.insert(0, "/");
  return meant.size() > 1 && parse_pointer(meant) ? meant : "";
}

std::string pattern_meant(const std::string& text) {
  std::string meant = text;
  const std::size_t plus = meant.find('+');
  const std::size_t open = meant.find('{');
  const std::size_t close = meant.find('}', open == std::string::npos ? 0 : open);
  if (plus != std::string::npos) {
    meant.replace(plus, 1, "{id}");
  } else if (open != std::string::npos && close != std::string::npos) {
    meant.replace(open, close - open + 1, "{id}");
  }
  return meant != text && TopicPattern::parse(meant) ? meant : "";
}

}  // namespace gatewarden::local_mqtt
