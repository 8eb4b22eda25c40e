#include "gateway/config/uplink_section.hpp"

#include "gateway/wire/limits.hpp"

namespace gatewarden::config {
namespace {

using namespace std::chrono_literals;

Section<Mirror> mirror_section() {
  Section<Mirror> mirror("Mirror", "A copy of every report on a topic of your own.");
  mirror
      .required(
          "topic", &Mirror::topic, text(512),
          "Where the copy goes; {thing} and {gateway} are filled in. $aws/rules/<rule>/... is Basic Ingest.",
          "\"$aws/rules/reports/{thing}\"")
      .key("format", &Mirror::format, choice<Format>({{"json", Format::json}, {"cbor", Format::cbor}}),
           "The format of the copy.", "cbor")
      .key("keys", &Mirror::keys,
           choice<KeyNames>({{"long", KeyNames::long_names}, {"short", KeyNames::short_names}}),
           "The spelling of the report's keys.", "short")
      .key("record", &Mirror::record, boolean(),
           "Put thing, gateway and time around the report; without it the report alone is sent.", "false");
  return mirror;
}

void add_connection(Section<MqttEntry>& mqtt) {
  mqtt.required("endpoint", &MqttEntry::endpoint, host_port(8883),
                "The account's AWS IoT endpoint, or another broker's. Port 443 uses ALPN.",
                "abc123-ats.iot.eu-central-1.amazonaws.com")
      .key("certificate", &MqttUplink::certificate, file_path(), "The gateway's certificate, PEM.",
           "/etc/gatewarden/gateway.pem")
      .key("private_key", &MqttUplink::private_key, file_path(),
           "The certificate's private key, PEM; only its owner may read it.", "/etc/gatewarden/gateway.key")
      .key("ca", &MqttUplink::ca, file_path(),
           "The authorities the broker's certificate is checked against, PEM; the system's where left out.",
           "/etc/gatewarden/AmazonRootCA1.pem")
      .key("username", &MqttUplink::username, text(4096),
           "For brokers and custom authorizers that ask for one.", "plant7-gw")
      .key("password_file", &MqttUplink::password_file, file_path(),
           "The file whose first line is the password; only its owner may read it.",
           "/etc/gatewarden/password")
      .key("proxy", &MqttEntry::proxy, optional(host_port(3128)),
           "An HTTP proxy on the way to the endpoint, that permits CONNECT there.",
           "proxy.plant.example:3128")
      .key("proxy_username", &MqttUplink::proxy_username, text(256), "For proxies that ask for one.",
           "plant7-gw")
      .key("proxy_password_file", &MqttUplink::proxy_password_file, file_path(),
           "The file whose first line is the proxy's password; only its owner may read it.",
           "/etc/gatewarden/proxy-password")
      .key("client_id", &MqttUplink::client_id, text(limits::kClientIdBytes),
           "The MQTT client id; the gateway's thing name where left out.", "plant7-gw")
      .key("version", &MqttUplink::version, choice<int>({{"5", 5}, {"3.1.1", 3}}), "The version of MQTT.",
           "3.1.1")
      .key("tls", &MqttUplink::tls, boolean(), "Encrypt the connection. With AWS it cannot be switched off.",
           "false");
}

template <class Entry>
void add_service(Section<Entry>& uplink) {
  uplink
      .key(
          "service", &ServiceUplink::service,
          choice<Service>(
              {{"aws", Service::aws}, {"stand-in", Service::stand_in}, {"broker", Service::broker}}),
          "Who answers: AWS IoT; the stand-in of `gatewarden stand-in` on a broker of your own; or nobody, where a broker of your own gets the reports on the topics of `mirrors`.",
          "broker")
      .key(
          "defender", &ServiceUplink::defender, boolean(),
          "Publish every report on its thing's reserved topic, for AWS IoT Device Defender. Without it, as with service: broker, only the mirrors are published.",
          "false")
      .key("mirrors", &ServiceUplink::mirrors, one_or_many(as_type(mirror_section()), 4, false),
           "Copies of every report on topics of your own, over the same connection.")
      .key(
          "answers", &ServiceUplink::answers,
          choice<AnswersChoice>({{"fitting", AnswersChoice::fitting},
                                 {"all", AnswersChoice::all},
                                 {"rejected", AnswersChoice::rejected},
                                 {"off", AnswersChoice::off}}),
          "Which of the service's answers are heard: all; rejected halves what a report costs, but a report that was not rejected is only known to be sent; off. fitting takes all where the rate carries them, else rejected.",
          "rejected")
      .key("answer_timeout", &ServiceUplink::answer_timeout, duration(1s, 10min),
           "A report without an answer after this time counts as sent without a verdict.", "30s")
      .key("publishes_per_second", &ServiceUplink::publishes_per_second, real(0.1, 100'000),
           "Reports, mirrors and answers together on this connection; AWS takes 100 a second.", "50")
      .key("bytes_per_second", &ServiceUplink::bytes_per_second, integer<std::uint64_t>(1024, 10'000'000'000),
           "Bytes a second on this connection; AWS takes 512000.", "250000")
      .key("in_flight", &ServiceUplink::in_flight, integer<std::uint16_t>(1, 65535),
           "Publishes on their way that are not yet acknowledged; AWS takes 100.", "20");
}

Section<MqttEntry> mqtt_section() {
  Section<MqttEntry> mqtt("MQTT uplink", "The one connection on which all reports leave.");
  add_connection(mqtt);
  add_service(mqtt);
  mqtt.key(
          "floor", &MqttEntry::floor_text, optional(duration(0s, 1h)),
          "The least time between two reports of one thing. AWS keeps 300s; only service: stand-in may set it.",
          "5s")
      .key("keep_alive", &MqttEntry::keep_alive_text, duration(5s, limits::kMaxKeepAlive),
           "A silent connection is checked after this time; whole seconds.", "5m");
  return mqtt;
}

Section<GreengrassEntry> greengrass_section() {
  Section<GreengrassEntry> greengrass(
      "Greengrass uplink", "Through the Greengrass nucleus that runs the gateway as its component.");
  add_service(greengrass);
  greengrass
      .key(
          "floor", &GreengrassEntry::floor_text, optional(duration(0s, 1h)),
          "The least time between two reports of one thing. AWS keeps 300s; only service: stand-in may set it.",
          "5s")
      .key("nucleus", &GreengrassUplink::nucleus,
           choice<NucleusChoice>({{"fitting", NucleusChoice::fitting},
                                  {"classic", NucleusChoice::classic},
                                  {"lite", NucleusChoice::lite}}),
           "Which nucleus it is; fitting tells by the name of its socket.", "lite")
      .key("max_payload", &GreengrassUplink::max_payload, integer<std::uint32_t>(0, limits::kPayloadBytes),
           "Bytes of the largest report the nucleus takes, its topic not counted; 0: 7000 of lite, 128000 of "
           "classic. A longer report gets shorter lists.",
           "7000");
  return greengrass;
}

Section<FileUplink> file_section() {
  Section<FileUplink> file("Report file", "Every report as a line of JSON, with thing, gateway and time.");
  file.required("path", &FileUplink::path, file_path(), "The file; its directory must exist.",
                "/var/log/gatewarden/reports.ndjson")
      .key("rotate_at", &FileUplink::rotate_at, integer<std::uint64_t>(10'000, 1'000'000'000'000),
           "Bytes at which the file becomes path.1 and a new one begins.", "5000000")
      .key("keep", &FileUplink::keep, integer<std::uint32_t>(1, 1000), "How many older files are kept.", "9");
  return file;
}

}  // namespace

Section<UplinkEntry> uplink_section() {
  Section<UplinkEntry> uplink("Uplink", "Where the reports go.");
  uplink
      .key("mqtt", &UplinkEntry::mqtt, optional(as_type(mqtt_section())),
           "AWS IoT Core, or a broker, over MQTT.")
      .key("greengrass", &UplinkEntry::greengrass, optional(as_type(greengrass_section())),
           "AWS IoT Core through the Greengrass nucleus; {} suits most.", "{}")
      .key("file", &UplinkEntry::file, optional(as_type(file_section())), "Lines of JSON in a file.")
      .key("stdout", &UplinkEntry::standard_output,
           optional(
               as_type(Section<StandardOutputEntry>("Standard output", "Lines of JSON on standard output."))),
           "Lines of JSON on standard output; {}.")
      .exactly_one_of({"mqtt", "greengrass", "file", "stdout"});
  return uplink;
}

}  // namespace gatewarden::config
