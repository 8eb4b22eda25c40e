#include "gateway/app/uplink_settings.hpp"

#include <algorithm>
#include <cstdio>

#include "gateway/greengrass/publish_limits.hpp"
#include "gateway/mqtt/connection/target_secrets.hpp"
#include "gateway/uplink/endings.hpp"
#include "gateway/wire/fit/mirror_room.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden::app {
namespace {

std::string seconds_text(Duration duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  char text[32];
  std::snprintf(text, sizeof text, "%g s", seconds);
  return text;
}

std::string name_of(config::Service service) {
  switch (service) {
    case config::Service::aws:
      return "aws";
    case config::Service::stand_in:
      return "stand-in";
    case config::Service::broker:
      break;
  }
  return "broker";
}

Answers answers(config::AnswersChoice from) {
  switch (from) {
    case config::AnswersChoice::off:
      return Answers::off;
    case config::AnswersChoice::rejected:
      return Answers::rejected;
    default:
      return Answers::all;
  }
}

UplinkSettings service_settings(const config::Fleet& fleet, const config::ServiceUplink& from) {
  UplinkSettings made;
  made.gateway = fleet.gateway.thing;
  made.defender = from.defender;
  made.mirrors = from.mirrors;
  made.formats = {fleet.gateway.reports.format};
  made.answers = answers(from.answers);
  made.answer_timeout = from.answer_timeout;
  made.resend_for = fleet.gateway.reports.interval;
  made.publishes_per_second = from.publishes_per_second;
  made.bytes_per_second = static_cast<double>(from.bytes_per_second);
  made.in_flight = from.in_flight;
  made.floor_text = "service: " + name_of(from.service) +
                    (from.defender ? ", floor " + seconds_text(from.floor) : ", without the reserved topics");
  return made;
}

Tls tls_of(const config::MqttUplink& from) {
  Tls tls;
  tls.ca_file = from.ca;
  tls.certificate_file = from.certificate;
  tls.private_key_file = from.private_key;
  if (from.port != 443) return tls;
  const bool authorizer = from.certificate.empty() && !from.username.empty();
  tls.alpn = {authorizer ? kAwsAuthorizerAlpn : kAwsAlpn};
  return tls;
}

mqtt::Target mqtt_target(const config::MqttUplink& from) {
  mqtt::Target target;
  target.host = from.host;
  target.port = from.port;
  target.version = from.version == 5 ? mqtt::Version::v5 : mqtt::Version::v311;
  target.client_id = from.client_id;
  target.username = from.username;
  target.password_file = from.password_file;
  if (!from.proxy_host.empty()) {
    target.proxy = mqtt::Proxy{.host = from.proxy_host,
                               .port = from.proxy_port,
                               .username = from.proxy_username,
                               .password_file = from.proxy_password_file};
  }
  target.keep_alive = from.keep_alive;
  target.max_in_flight = from.in_flight;
  if (from.tls) target.tls = tls_of(from);
  return target;
}

std::optional<greengrass::Nucleus> nucleus_of(const config::GreengrassUplink& from) {
  if (from.nucleus == config::NucleusChoice::classic) return greengrass::Nucleus::classic;
  if (from.nucleus == config::NucleusChoice::lite) return greengrass::Nucleus::lite;
  return std::nullopt;
}

}  // namespace

UplinkSettings uplink_settings(const config::Fleet& fleet) {
  UplinkSettings made = service_settings(fleet, *fleet.uplink.service());
  if (fleet.uplink.mqtt) made.target = mqtt_target(*fleet.uplink.mqtt);
  if (fleet.uplink.mqtt && made.target.host.empty()) made.endpoint_text = "a broker within this program";
  if (fleet.uplink.greengrass) {
    made.endpoint_text = "the Greengrass nucleus";
    made.permitted_by = Permission::recipe;
  }
  return made;
}

Result<greengrass::Settings> component_settings(const config::GreengrassUplink& from) {
  auto made = greengrass::settings_of_component(nucleus_of(from));
  if (made) made->max_payload = from.max_payload;
  return made;
}

PayloadRoom payload_room(const config::Fleet& fleet) {
  PayloadRoom room;
  if (const auto& greengrass = fleet.uplink.greengrass) {
    greengrass::Settings settings;
    settings.nucleus =
        nucleus_of(*greengrass).value_or(greengrass::nucleus_here().value_or(greengrass::Nucleus::lite));
    settings.max_payload = greengrass->max_payload;
    room = room_of(greengrass::announced(settings));
  }
  const config::ServiceUplink* service = fleet.uplink.service();
  const Mirror* carrier = service && !service->defender ? &service->mirrors.front() : nullptr;
  return report_room(room, carrier, fleet.gateway.thing, fleet.gateway.reports.format);
}

ConnectionFiles read_connection_files(const config::Fleet& fleet) {
  ConnectionFiles files;
  if (!fleet.uplink.mqtt) return files;
  mqtt::Target target = mqtt_target(*fleet.uplink.mqtt);
  files.passwords = mqtt::read_secrets(target);
  if (target.tls) files.identity = ClientIdentity::read(*target.tls);
  return files;
}

std::vector<std::string> connection_faults(const config::Fleet& fleet, const ConnectionFiles& files,
                                           WallTime now) {
  if (!fleet.uplink.mqtt) return {};
  std::vector<std::string> found;
  if (!files.passwords) found.push_back(files.passwords.error());
  const mqtt::Target target = mqtt_target(*fleet.uplink.mqtt);
  if (!target.tls) return found;
  for (std::string& fault : ClientIdentity::faults(*target.tls, files.identity, now))
    found.push_back(std::move(fault));
  return found;
}

Result<void> check_connection(const config::Fleet& fleet, const ConnectionFiles& files,
                              const std::string& refused, WallTime now) {
  if (!fleet.uplink.mqtt) return {};
  if (!files.passwords) return files.passwords;
  const mqtt::Target target = mqtt_target(*fleet.uplink.mqtt);
  if (!target.tls) return {};
  auto usable = ClientIdentity::usable(*target.tls, files.identity, now);
  if (!usable && usable.error() == refused) return {};
  return usable;
}

bool same_uplink(const config::Fleet& a, const config::Fleet& b) {
  return a.gateway.reports.format == b.gateway.reports.format &&
         a.gateway.reports.interval == b.gateway.reports.interval && a.uplink.mqtt == b.uplink.mqtt &&
         a.uplink.greengrass == b.uplink.greengrass;
}

Batcher::Settings batch_settings(const config::Fleet& fleet) {
  Batcher::Settings made;
  const config::ServiceUplink* service = fleet.uplink.service();
  const bool mirrored = service && !service->defender;
  made.format = mirrored ? service->mirrors.front().format : fleet.gateway.reports.format;
  made.keys = mirrored ? service->mirrors.front().keys : fleet.gateway.reports.keys;
  made.rules.interval = fleet.gateway.reports.interval;
  made.rules.floor = service && service->defender ? service->floor : Duration::zero();
  // A guard for 300 s would slow down a stand-in with a floor of seconds.
  made.rules.guard = std::min<Duration>(std::chrono::seconds(1), made.rules.floor / 20);
  return made;
}

}  // namespace gatewarden::app
