// The tables of `gateway:` and `uplink:`.
#include "gateway/config/fleet_entries.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden::config {
namespace {

using namespace std::chrono_literals;

// An address to listen on; kept as text because only the listener resolves it.
class ListenAddress final : public Type<std::string> {
 public:
  bool read(const ConfigNode& node, std::string& out, Problems& problems) const override {
    if (!detail::wants(node, ConfigNode::Kind::scalar, words(), example(), problems)) return false;
    if (!parse_host_port(node.text(), 0)) {
      problems.add(problem_with_value(node, "F026", "must be " + words(), example()));
      return false;
    }
    out = node.text();
    return true;
  }
  nlohmann::json schema() const override { return host_port(0)->schema(); }
  std::string words() const override { return "address:port"; }
  std::string example() const override { return "127.0.0.1:9464"; }
  nlohmann::json to_json(const std::string&) const override { return nullptr; }
};

TypeOf<std::string> level() {
  return choice<std::string>(
      {{"debug", "debug"}, {"info", "info"}, {"warning", "warning"}, {"error", "error"}});
}

Section<Reports> reports_section() {
  Section<Reports> reports("Reports", "How often and in which spelling children are reported.");
  reports
      .key("interval", &Reports::interval, duration(1s, 24h),
           "Time between two reports of one thing; the reports of a fleet are spread over it. The service's "
           "floor is "
           "300s.")
      .key("format", &Reports::format, choice<Format>({{"json", Format::json}, {"cbor", Format::cbor}}),
           "The format of the reports; CBOR takes fewer bytes.")
      .key("keys", &Reports::keys,
           choice<KeyNames>({{"long", KeyNames::long_names}, {"short", KeyNames::short_names}}),
           "The spelling of the report's keys; both mean the same to the service.");
  return reports;
}

Section<Host> host_section() {
  Section<Host> host("Host", "The gateway's own report: its sockets and its network traffic.");
  host.key("enabled", &Host::enabled, boolean(), "Report the gateway itself as the thing gateway.thing.")
      .key("every", &Host::every, duration(1s, 1h), "Time between two readings of the kernel's tables.")
      .key("loopback", &Host::loopback, boolean(),
           "Count sockets and traffic that never leave this machine, too.")
      .key("metrics", &Host::metrics,
           list(choice<std::string>({{"cpu", "cpu"},
                                     {"memory", "memory"},
                                     {"disk", "disk"},
                                     {"temperature", "temperature"},
                                     {"gatewarden", "gatewarden"}}),
                8),
           "Custom metrics of the gateway itself.");
  return host;
}

Section<Log> log_section() {
  Section<Log> log("Log", "The log on standard error: one line an event.");
  log.key("shape", &Log::shape, choice<Log::Shape>({{"text", Log::Shape::text}, {"json", Log::Shape::json}}),
          "key=value text, or one JSON object a line.")
      .key("level", &Log::level, level(), "Events below this level are left out.")
      .key("rooms", &Log::rooms, map_of(level(), 50),
           "A level of its own for a part of the program, by its name: uplink, modbus, ...");
  return log;
}

Section<Http> http_section() {
  Section<Http> http("HTTP", "Metrics and health over HTTP; off unless listen is given.");
  http.key<std::string>(
          "listen", &Http::listen, std::make_shared<ListenAddress>(),
          "Where /metrics, /healthz and /readyz are served. There is no password: keep it on loopback.")
      .key("per_child", &Http::per_child, boolean(), "Time series for every child in /metrics.");
  return http;
}

void add_connection(Section<MqttEntry>& mqtt) {
  mqtt.required("endpoint", &MqttEntry::endpoint, host_port(8883),
                "The account's AWS IoT endpoint, or another broker's. Port 443 uses ALPN.",
                "abc123-ats.iot.eu-central-1.amazonaws.com")
      .key("service", &MqttUplink::service,
           choice<Service>({{"aws", Service::aws}, {"stand-in", Service::stand_in}}),
           "Who answers: AWS IoT, or the stand-in of `gatewarden stand-in` on a broker of your own.")
      .key("certificate", &MqttUplink::certificate, file_path(), "The gateway's certificate, PEM.")
      .key("private_key", &MqttUplink::private_key, file_path(),
           "The certificate's private key, PEM; only its owner may read it.")
      .key("ca", &MqttUplink::ca, file_path(),
           "The authorities the broker's certificate is checked against, PEM; the system's where left out.")
      .key("username", &MqttUplink::username, text(256), "For brokers that ask for one.")
      .key("password_file", &MqttUplink::password_file, file_path(),
           "The file whose first line is the password; only its owner may read it.")
      .key("proxy", &MqttEntry::proxy, optional(host_port(3128)),
           "An HTTP proxy on the way to the endpoint, that permits CONNECT there.")
      .key("proxy_username", &MqttUplink::proxy_username, text(256), "For proxies that ask for one.")
      .key("proxy_password_file", &MqttUplink::proxy_password_file, file_path(),
           "The file whose first line is the proxy's password; only its owner may read it.")
      .key("client_id", &MqttUplink::client_id, text(limits::kClientIdBytes),
           "The MQTT client id; the gateway's thing name where left out.")
      .key("version", &MqttUplink::version, choice<int>({{"5", 5}, {"3.1.1", 3}}), "The version of MQTT.")
      .key("tls", &MqttUplink::tls, boolean(),
           "Encrypt the connection. Only service: stand-in may switch it off.");
}

void add_pace(Section<MqttEntry>& mqtt) {
  mqtt.key("floor", &MqttEntry::floor_text, optional(duration(0s, 1h)),
           "The least time between two reports of one thing. AWS keeps 300s; only service: stand-in may set "
           "it.")
      .key("keep_alive", &MqttEntry::keep_alive_text, duration(5s, limits::kLongestKeepAlive),
           "A silent connection is checked after this time; whole seconds.")
      .key("answers", &MqttUplink::answers, choice<Answers>({{"on", Answers::on}, {"off", Answers::off}}),
           "Subscribe to the service's answers. Without them a report is sent, never known to be accepted, "
           "and a "
           "connection carries twice as many children.")
      .key("answer_timeout", &MqttUplink::answer_timeout, duration(1s, 10min),
           "A report without an answer after this time counts as sent without a verdict.")
      .key("publishes_per_second", &MqttUplink::publishes_per_second, real(0.1, 100'000),
           "Reports and answers together on this connection; AWS takes 100 a second.")
      .key("bytes_per_second", &MqttUplink::bytes_per_second, integer<std::uint64_t>(1024, 10'000'000'000),
           "Bytes a second on this connection; AWS takes 512000.")
      .key("in_flight", &MqttUplink::in_flight, integer<std::uint16_t>(1, 65535),
           "Reports on their way that are not yet acknowledged; AWS takes 100.");
}

}  // namespace

Section<Gateway> gateway_section() {
  Section<Gateway> gateway("Gateway", "This gateway: who it is, and how it reports.");
  gateway
      .required("thing", &Gateway::thing, text(ThingName::kMaxBytes),
                "The gateway's own thing name in AWS IoT.", "plant7-gw")
      .key("reports", &Gateway::reports, as_type(reports_section()),
           "How often and in which spelling children are reported.")
      .key("host", &Gateway::host, as_type(host_section()), "The gateway's own report.")
      .key("state_directory", &Gateway::state_directory, file_path(),
           "What must outlive a restart: report ids, counters, learned names, the control socket. One "
           "gateway each.")
      .key("log", &Gateway::log, as_type(log_section()), "The log on standard error.")
      .key("http", &Gateway::http, as_type(http_section()), "Metrics and health over HTTP.")
      .key(
          "names", &Gateway::names,
          choice<ThingName::Rule>(
              {{"registered", ThingName::Rule::registered}, {"unregistered", ThingName::Rule::unregistered}}),
          "Whether children are registered as AWS IoT things: their names then hold only a-z A-Z 0-9 : _ -.");
  return gateway;
}

Section<UplinkEntry> uplink_section() {
  Section<MqttEntry> mqtt("MQTT uplink", "The one connection on which all reports leave.");
  add_connection(mqtt);
  add_pace(mqtt);
  Section<UplinkEntry> uplink("Uplink", "Where the reports go.");
  uplink
      .key("mqtt", &UplinkEntry::mqtt, optional(as_type(std::move(mqtt))),
           "AWS IoT Core, or a broker, over MQTT.")
      .exactly_one_of({"mqtt"});
  return uplink;
}

}  // namespace gatewarden::config
