#include "gateway/app/uplink_settings.hpp"

namespace gatewarden::app {
namespace {

std::string seconds_text(Duration duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  char text[32];
  std::snprintf(text, sizeof text, "%g s", seconds);
  return text;
}

mqtt::Tls tls_of(const config::MqttUplink& from) {
  mqtt::Tls tls;
  tls.ca_file = from.ca;
  tls.certificate_file = from.certificate;
  tls.private_key_file = from.private_key;
  if (from.port != 443) return tls;
  const bool authorizer = from.certificate.empty() && !from.username.empty();
  tls.alpn = {authorizer ? kAwsAuthorizerAlpn : kAwsAlpn};
  return tls;
}

}  // namespace

UplinkSettings uplink_settings(const config::Fleet& fleet) {
  const config::MqttUplink& from = *fleet.uplink;
  UplinkSettings made;
  made.target.host = from.host;
  made.target.port = from.port;
  made.target.version = from.version == 5 ? mqtt::Version::v5 : mqtt::Version::v311;
  made.target.client_id = from.client_id.empty() ? fleet.gateway.thing : from.client_id;
  made.target.username = from.username;
  made.target.password_file = from.password_file;
  if (!from.proxy_host.empty()) {
    made.target.proxy = mqtt::Proxy{.host = from.proxy_host,
                                    .port = from.proxy_port,
                                    .username = from.proxy_username,
                                    .password_file = from.proxy_password_file};
  }
  made.target.keep_alive = from.keep_alive;
  made.target.max_in_flight = from.in_flight;
  if (from.tls) made.target.tls = tls_of(from);
  made.formats = {fleet.gateway.reports.format};
  made.answers = from.answers == config::Answers::on;
  made.answer_timeout = from.answer_timeout;
  made.publishes_per_second = from.publishes_per_second;
  made.bytes_per_second = static_cast<double>(from.bytes_per_second);
  made.in_flight = from.in_flight;
  made.floor_text = std::string("service: ") + (from.service == config::Service::aws ? "aws" : "stand-in") +
                    ", floor " + seconds_text(from.floor);
  return made;
}

bool same_uplink(const config::Fleet& a, const config::Fleet& b) {
  return a.gateway.reports.format == b.gateway.reports.format && a.uplink == b.uplink;
}

}  // namespace gatewarden::app
