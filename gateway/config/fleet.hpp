// The fleet file, read and checked: what the composition builds the gateway from. Plain values, no YAML.
#pragma once

#include <any>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/config/problems.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/registry/thing_name.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden::config {

struct Reports {
  Duration interval = std::chrono::minutes(5);
  Format format = Format::json;
  KeyNames keys = KeyNames::long_names;
};

// The gateway's own report (adapters/host).
struct Host {
  bool enabled = true;
  Duration every = std::chrono::seconds(30);
  bool loopback = false;             // count sockets and traffic that never leave the machine
  std::vector<std::string> metrics;  // optional custom metrics: cpu, memory, disk, temperature, gatewarden
};

struct Log {
  enum class Shape { text, json } shape = Shape::text;
  std::string level = "info";                // debug, info, warning, error
  std::map<std::string, std::string> rooms;  // room -> level
};

struct Http {
  std::string listen;      // "127.0.0.1:9464"; empty: off
  bool per_child = false;  // a time series per child
};

struct Gateway {
  std::string thing;
  Reports reports;
  Host host;
  std::string state_directory = "/var/lib/gatewarden";
  Log log;
  Http http;
  ThingName::Rule names = ThingName::Rule::registered;
};

enum class Service { aws, stand_in };
enum class Answers { on, off };

struct MqttUplink {
  std::string host;
  std::uint16_t port = 8883;                 // 443 implies ALPN x-amzn-mqtt-ca
  bool tls = true;                           // only `stand-in` may switch it off
  std::string certificate, private_key, ca;  // files
  std::string username, password_file;
  std::string proxy_host;  // an HTTP proxy; empty: none
  std::uint16_t proxy_port = 0;
  std::string proxy_username, proxy_password_file;
  std::string client_id;  // default: the gateway's thing name
  int version = 5;        // 5 or 3 (3.1.1)
  Service service = Service::aws;
  Duration floor =
      std::chrono::seconds(300);  // least time between two reports of a thing; settable for stand-in only
  std::chrono::seconds keep_alive{60};
  Answers answers = Answers::on;
  Duration answer_timeout = std::chrono::seconds(30);
  double publishes_per_second = 95;          // of the service's 100, in and out together
  std::uint64_t bytes_per_second = 500'000;  // of the service's 512 KB
  std::uint16_t in_flight = 100;
  friend bool operator==(const MqttUplink&, const MqttUplink&) = default;
};

struct Unknown {
  bool learn = false;
  std::string profile;  // learned children get this one
  std::string thing;    // pattern with {id}
  std::uint32_t at_most = 100;
};

struct Link {
  std::string name;
  std::string protocol;  // "modbus", "mqtt"
  std::any settings;     // the adapter's own
  Unknown unknown;
  std::string fingerprint;  // equal text: nothing changed
};

struct Profile {
  std::string name;
  std::string protocol;  // whose `from:` it is written for; empty when no metric has one
  Duration every{};
  std::vector<MetricSpec> metrics;
  std::vector<std::any> from;  // per metric; empty where the gateway knows the metric itself
  std::string fingerprint;
};

struct Child {
  ThingName thing;
  std::uint32_t profile = 0;      // index into Fleet::profiles
  std::uint32_t link = 0;         // index into Fleet::links
  std::any address;               // the adapter's own
  std::uint64_t fingerprint = 0;  // of its entry alone, without profile and link
  Place place;
};

struct Fleet {
  Gateway gateway;
  std::optional<MqttUplink> uplink;
  std::vector<Link> links;
  std::vector<Profile> profiles;
  std::vector<Child> children;
};

}  // namespace gatewarden::config
