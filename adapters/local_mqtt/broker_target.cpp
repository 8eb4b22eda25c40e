#include "adapters/local_mqtt/broker_target.hpp"

#include <random>

namespace gatewarden::local_mqtt {
namespace {

std::string random_client_id(const std::string& link, std::uint64_t seed) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string id = "gatewarden-" + link + "-";
  std::mt19937_64 random(seed);
  for (int i = 0; i < 8; ++i) id += kHex[random() & 15];
  return id;
}

}  // namespace

mqtt::Target broker_target(const std::string& link, const Settings& settings, std::uint64_t seed) {
  mqtt::Target target;
  target.host = settings.broker.host;
  target.port = settings.broker.port;
  if (settings.broker.tls) {
    target.tls = Tls{};
    target.tls->ca_file = settings.ca;
    target.tls->certificate_file = settings.certificate;
    target.tls->private_key_file = settings.private_key;
  }
  target.version = settings.version;
  target.client_id = settings.client_id.empty() ? random_client_id(link, seed) : settings.client_id;
  target.username = settings.username;
  target.password_file = settings.password_file;
  target.keep_alive = std::chrono::duration_cast<std::chrono::seconds>(settings.keep_alive);
  target.max_payload = settings.max_payload;
  return target;
}

}  // namespace gatewarden::local_mqtt
