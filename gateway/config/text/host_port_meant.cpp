#include "gateway/config/text/host_port_meant.hpp"

#include <algorithm>

#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/host_port.hpp"
#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::config {
namespace {

// Between the scheme and the path, after the credentials.
std::string_view authority(std::string_view text) {
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  text = text.substr(0, text.find_first_of("/?#"));
  if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with(':')) text.remove_suffix(1);
  return text;
}

bool bare_ipv6(std::string_view text) {
  return std::count(text.begin(), text.end(), ':') > 1 &&
         text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

// The letters that are read as digits.
std::string as_digits(std::string_view port) {
  std::string all(port);
  std::replace(all.begin(), all.end(), 'O', '0');
  std::replace(all.begin(), all.end(), 'o', '0');
  std::replace(all.begin(), all.end(), 'l', '1');
  return all;
}

// "10.0.0.5/24": a network, or a host with its port.
bool names_a_part(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && text.find(':') == std::string_view::npos &&
         digits(text.substr(slash + 1));
}

// "ttyUSB0", "COM3".
bool names_a_serial_port(std::string_view text) {
  const std::string small = lower(text);
  return small.starts_with("tty") || (small.starts_with("com") && digits(std::string_view(small).substr(3)));
}

}  // namespace

std::string address_of_map(const ConfigNode& node) {
  const auto part = [&](const ConfigNode::Entry& entry, std::initializer_list<std::string_view> names) {
    return entry.value.kind() == ConfigNode::Kind::scalar && !entry.value.filled_in() &&
           std::find(names.begin(), names.end(), lower(entry.key)) != names.end();
  };
  std::string host, port;
  for (const ConfigNode::Entry& entry : node.entries()) {
    if (part(entry, {"host", "hostname", "address", "ip", "server"})) {
      host += entry.value.text();
    } else if (part(entry, {"port"})) {
      port += ":" + entry.value.text();
    } else {
      return "";
    }
  }
  return host.empty() || host.find('@') != std::string::npos ? "" : host + port;
}

std::string host_port_meant(std::string_view text, std::uint16_t default_port) {
  if (names_a_part(text) || names_a_serial_port(text)) return "";
  std::string meant(authority(text));
  if (bare_ipv6(meant)) meant = "[" + meant + "]";
  if (!meant.starts_with('[')) {
    const std::size_t between = meant.find_first_of(" ;,:");
    const std::size_t port = meant.find_first_not_of(" ;,:", between);
    if (port != std::string::npos) meant = meant.substr(0, between) + ":" + as_digits(meant.substr(port));
  }
  if (parse_host_port(meant, default_port)) return meant;
  return "";
}

}  // namespace gatewarden::config
