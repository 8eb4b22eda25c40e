#include "gateway/config/keys/host_port_type.hpp"

#include "gateway/base/text/host.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/host_port_meant.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

// Without them it would be another address: they belong into keys of their own.
bool has_user(const std::string& text) { return text.find('@') != std::string::npos; }

class HostType final : public Type<std::string> {
 public:
  bool read(const ConfigNode& node, std::string& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, *this, problems)) return false;
    if (!is_host(node.text())) {
      problems.add(problem_with_repair(node, "F026", "must be " + words(), detail::repair_for(*this, node),
                                       example()));
      return false;
    }
    out = node.text();
    return true;
  }
  nlohmann::json schema() const override { return detail::text_schema(kHostPattern); }
  std::string words() const override { return "a host name or an IP address"; }
  std::string example() const override { return "plc-1.plant.example"; }
  std::string mended(const ConfigNode& node) const override {
    if (node.kind() != Kind::scalar || node.filled_in() || has_user(node.text())) return "";
    const std::string meant = host_port_meant(node.text(), 1);
    return is_host(meant) ? yaml_scalar(meant, node.quoted()) : "";
  }
  nlohmann::json to_json(const std::string& host) const override {
    return host.empty() ? nlohmann::json(nullptr) : nlohmann::json(host);
  }
};

class HostPortType final : public Type<HostPort> {
 public:
  explicit HostPortType(std::uint16_t default_port) : default_port_(default_port) {}
  bool read(const ConfigNode& node, HostPort& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, *this, problems)) return false;
    const auto value = parse_host_port(node.text(), default_port_);
    if (!value) {
      const bool user = has_user(node.text());
      problems.add(problem_with_repair(
          node, "F026",
          "must be " + words() + (user ? ", without user and password" : ", an IPv6 address in brackets"),
          detail::repair_for(*this, node), example()));
      return false;
    }
    out = *value;
    return true;
  }
  nlohmann::json schema() const override { return detail::text_schema(kHostPortPattern); }
  std::string words() const override {
    if (default_port_ == 0) return "host:port";
    return "a host, or host:port (port " + std::to_string(default_port_) + " where none is given)";
  }
  std::string example() const override {
    return "10.0.0.5:" + std::to_string(default_port_ == 0 ? 502 : default_port_);
  }
  std::string mended(const ConfigNode& node) const override {
    const bool text = node.kind() == Kind::scalar && !node.filled_in() && !has_user(node.text());
    const std::string meant = host_port_meant(text ? node.text() : address_of_map(node), default_port_);
    return meant.empty() ? "" : yaml_scalar(meant, node.quoted());
  }
  nlohmann::json to_json(const HostPort& value) const override {
    if (value.host.empty()) return nullptr;
    return host_and_port(value.host, value.port);
  }

 private:
  std::uint16_t default_port_;
};

}  // namespace

TypeOf<std::string> host() { return std::make_shared<HostType>(); }
TypeOf<HostPort> host_port(std::uint16_t default_port) {
  return std::make_shared<HostPortType>(default_port);
}

}  // namespace gatewarden::config
