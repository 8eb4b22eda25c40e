#include "adapters/local_mqtt/local_mqtt_protocol.hpp"

#include <nlohmann/json.hpp>

#include "adapters/local_mqtt/broker_address.hpp"
#include "adapters/local_mqtt/meant.hpp"
#include "adapters/local_mqtt/parsed_text.hpp"
#include "adapters/local_mqtt/payload/payload_plan.hpp"
#include "adapters/local_mqtt/settings.hpp"
#include "adapters/local_mqtt/topics/subscription_plan.hpp"
#include "gateway/base/text/host.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::local_mqtt {
namespace {

using namespace std::chrono_literals;
using config::ConfigNode;
using config::Problems;

constexpr config::CodeEntry kCodes[] = {
    {"Q001", "the broker's address cannot be read",
     "Write mqtt://HOST:PORT, or mqtts://HOST:PORT for TLS; credentials go into username and password_file."},
    {"Q002", "a JSON pointer is malformed",
     "Write it after RFC 6901: /env/temp, /list/0, or \"\" for the whole payload."},
    {"Q003", "a child's topic is malformed", "Write the topic the device publishes to, without + and #."},
    {"Q004", "a topic pattern is malformed", "Write levels of text with one {id}: sensors/{id}/telemetry."},
    {"Q005", "a password would cross the network in the clear",
     "Use mqtts:// with ca, or a broker on this machine; or leave username and password_file out."},
    {"Q006", "TLS files for a broker without TLS",
     "Write mqtts://, or leave ca, certificate and private_key out."},
    {"Q007", "half of a client certificate", "certificate and private_key come together."},
    {"Q008", "a password without a user", "MQTT sends a password only with a user name: add username."},
};

Result<Broker> broker(const std::string& text) { return parse_broker(text); }
Result<std::string> pointer(const std::string& text) {
  auto tokens = parse_pointer(text);
  if (!tokens) return Error{tokens.error()};
  return text;
}
Result<std::string> topic(const std::string& text) {
  auto checked = check_topic(text);
  if (!checked) return Error{checked.error()};
  return text;
}
Result<std::string> pattern(const std::string& text) {
  auto parsed = TopicPattern::parse(text);
  if (!parsed) return Error{parsed.error()};
  return text;
}

const ConfigNode& at(const ConfigNode& map, std::string_view key) {
  const ConfigNode* found = map.find(key);
  return found != nullptr ? *found : map;
}

void refuse(const ConfigNode& node, std::string_view key, const char* code, const char* rule,
            const char* example, Problems& problems) {
  auto problem = config::problem_at(at(node, key), code, rule, example);
  if (node.find(key) == nullptr) problem.value.clear();
  problems.add(std::move(problem));
}

void check_files(const Settings& settings, const ConfigNode& node, Problems& problems) {
  const bool files = !settings.ca.empty() || !settings.certificate.empty() || !settings.private_key.empty();
  if (!settings.broker.tls && files) {
    refuse(node, "broker", "Q006", "ca, certificate and private_key are for mqtts:// brokers",
           "mqtts://HOST:8883", problems);
  }
}

void check_certificate(const Settings& settings, const ConfigNode& node, Problems& problems) {
  if (settings.certificate.empty() == settings.private_key.empty()) return;
  refuse(node, settings.certificate.empty() ? "private_key" : "certificate", "Q007",
         "certificate and private_key come together", "certificate: gw.pem, private_key: gw.key", problems);
}

void check_password(const Settings& settings, const ConfigNode& node, Problems& problems) {
  if (settings.password_file.empty()) return;
  if (settings.username.empty())
    refuse(node, "password_file", "Q008", "password_file needs username", "username: gw", problems);
  if (!settings.broker.tls && !is_loopback(settings.broker.host)) {
    refuse(node, "broker", "Q005", "a password is sent only over TLS, or to this machine",
           "mqtts://HOST:8883", problems);
  }
}

config::TypeOf<std::string> pattern_type() {
  return parsed<std::string>("Q004", "a topic pattern with one {id}", "sensors/{id}/telemetry",
                             "^[^#]*\\{id\\}[^#]*$", pattern, pattern_meant);
}

config::TypeOf<std::uint32_t> rate() { return config::integer<std::uint32_t>(10'000, 1'000'000'000); }
constexpr const char* kRateWords =
    "What one device may publish in the long run, in bytes; each payload counts 250 more, each member of a list 100. What is more is counted on its device (too_fast) and not looked at.";

void add_connection(config::Section<Settings>& section) {
  section
      .required("broker", &Settings::broker,
                parsed<Broker>("Q001", "mqtt://HOST:PORT or mqtts://HOST:PORT", "mqtt://localhost:1883",
                               "^mqtts?://[a-zA-Z0-9._:%\\[\\]-]+/?$", broker, broker_meant),
                "Where the broker is; mqtts:// for TLS. The ports are 1883 and 8883 unless given.",
                "mqtt://localhost:1883")
      .key("username", &Settings::username, config::text(1024), "User to log in as.", "gatewarden")
      .key("password_file", &Settings::password_file, config::file_path(),
           "File whose first line is the password; read at every attempt to connect.",
           "/etc/gatewarden/site-password")
      .key("ca", &Settings::ca, config::file_path(),
           "Certificates to trust, PEM; the system's where left out.", "/etc/gatewarden/site-ca.pem")
      .key("certificate", &Settings::certificate, config::file_path(), "Client certificate, PEM.",
           "/etc/gatewarden/gateway.pem")
      .key("private_key", &Settings::private_key, config::file_path(),
           "Private key of the client certificate, PEM.", "/etc/gatewarden/gateway.key")
      .key("client_id", &Settings::client_id, config::text(256),
           "MQTT client id; made from the link's name and a random part where left out.", "gatewarden-7");
}

config::TypeOf<Settings> link_type() {
  config::Section<Settings> section("Local MQTT broker", "A broker that child devices publish to.");
  add_connection(section);
  section
      .key("version", &Settings::version,
           config::choice<mqtt::Version>({{"3.1.1", mqtt::Version::v311}, {"5", mqtt::Version::v5}}),
           "MQTT version.", "5")
      .key("keep_alive", &Settings::keep_alive, config::duration(5s, 1h),
           "How long the connection may be silent before it is probed.", "1m")
      .key("qos", &Settings::qos, config::integer<std::uint32_t>(0, 1),
           "Quality of service asked for: 1 loses nothing on the wire, 0 is cheaper.", "0")
      .key(
          "max_payload", &Settings::max_payload, config::integer<std::uint32_t>(64, 16 * 1024 * 1024),
          "Largest payload that is read, in bytes; larger ones are counted on their device and left alone. A link takes up to 20 times as much memory.",
          "65536")
      .key("bytes_per_second", &Settings::bytes_per_second, rate(), kRateWords, "2000000")
      .key("retained", &Settings::retained, config::boolean(),
           "Take retained payloads too, though nobody knows how old their values are.")
      .key(
          "topics", &Settings::topics, config::one_or_many(pattern_type(), 1000, false),
          "Patterns to subscribe, for devices that are to be counted or learned; {id} is who they are. Where left out, subscriptions follow from the children's topics.",
          "[\"sensors/{id}/telemetry\"]")
      .check({"broker", "ca", "certificate", "private_key"}, check_files)
      .check({"certificate", "private_key"}, check_certificate)
      .check({"broker", "username", "password_file"}, check_password);
  return config::as_type(section);
}

config::TypeOf<From> from_type() {
  config::Section<From> section("From a JSON payload",
                                "Where the value stands in the payload of the child's topic.");
  section.required("json", &From::json,
                   parsed<std::string>("Q002", "a JSON pointer", "/env/temp", "^(/([^~]|~[01])*)?$", pointer,
                                       pointer_meant),
                   "JSON pointer (RFC 6901) to the value; \"\" for the whole payload.", "/env/temp");
  return config::as_type(section);
}

config::TypeOf<Address> child_type() {
  config::Section<Address> section("Child on a local broker", "Where the child publishes.");
  section.required("topic", &Address::topic,
                   parsed<std::string>("Q003", "a topic without wildcards", "sensors/press-1/telemetry",
                                       "^[^+#]+$", topic, topic_meant),
                   "Topic the child publishes to; {id} and other placeholders are filled in.",
                   "\"sensors/{id}/telemetry\"");
  return config::as_type(section);
}

std::vector<std::string> plan_lines(const config::Link&, const config::Profile& profile,
                                    const config::Child& child) {
  std::vector<std::string> lines;
  const Address* address = std::any_cast<Address>(&child.address);
  if (address != nullptr) lines.push_back("listens to " + address->topic);
  for (std::size_t i = 0; i < profile.metrics.size() && i < profile.from.size(); ++i) {
    const From* from = std::any_cast<From>(&profile.from[i]);
    if (from == nullptr) continue;
    lines.push_back(profile.metrics[i].name + ": " + (from->json.empty() ? "the whole payload" : from->json) +
                    " as " + std::string(to_string(profile.metrics[i].type)));
  }
  return lines;
}

// The subscriptions: those of 30,000 children take a loop's turn many times over.
std::any subscriptions(const config::Link& link, const config::ChildrenOfLink& children) {
  const Settings* settings = std::any_cast<Settings>(&link.settings);
  if (settings == nullptr) return {};
  std::vector<std::string_view> topics;
  for (const config::Child* child : children) {
    const Address* address = std::any_cast<Address>(&child->address);
    if (address != nullptr) topics.push_back(address->topic);
  }
  return plan_subscriptions(topics, TopicPattern::parse_all(settings->topics));
}

std::vector<std::string> summary_lines(const config::Fleet& fleet, std::size_t link,
                                       const config::ChildrenOfLink& children) {
  constexpr std::size_t kShown = 10;
  const Settings* settings = std::any_cast<Settings>(&fleet.links[link].settings);
  if (settings == nullptr) return {};
  const auto planned = subscriptions(fleet.links[link], children);
  const auto& filters = std::any_cast<const SubscriptionPlan&>(planned);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < filters.size() && i < kShown; ++i)
    lines.push_back("subscribes " + filters[i].filter());
  if (filters.size() > kShown) {
    lines.push_back("and " + std::to_string(filters.size() - kShown) + " more topics");
  }
  if (fleet.links[link].unknown.learn && settings->topics.empty()) {
    lines.push_back(
        "note: new devices are heard on the topics above only; name their pattern to learn them: links." +
        fleet.links[link].name + ".mqtt.topics: [\"sensors/{id}/telemetry\"]");
  }
  if (!settings->username.empty() && !settings->broker.tls && !is_loopback(settings->broker.host)) {
    lines.emplace_back(
        "note: the user name and all values cross the network in the clear; mqtts:// would protect them");
  }
  return lines;
}

config::Opened opens(const config::Link& link) {
  const auto* settings = std::any_cast<Settings>(&link.settings);
  if (!settings) return {};
  return {{settings->ca, settings->certificate, settings->private_key, settings->password_file}, {}};
}

}  // namespace

const config::Protocol& protocol() {
  static const config::Protocol kProtocol = [] {
    config::Protocol p;
    p.name = "mqtt";
    p.link = config::erase(link_type());
    p.from = config::erase(from_type());
    p.child = config::erase(child_type());
    p.plan = plan_lines;
    p.place = [](const std::any& address) { return "topic " + std::any_cast<const Address&>(address).topic; };
    p.summary = summary_lines;
    p.prepare = subscriptions;
    p.opens = opens;
    p.codes = kCodes;
    return p;
  }();
  return kProtocol;
}

}  // namespace gatewarden::local_mqtt
