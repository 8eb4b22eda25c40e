// The fleet file, read and checked: plain values for the composition.
#pragma once

#include <any>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/config/text/problems.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/registry/thing_name.hpp"
#include "gateway/report/after_gap.hpp"
#include "gateway/wire/format.hpp"
#include "gateway/wire/mirror_topic.hpp"

namespace gatewarden::config {

struct Reports {
  Duration interval = std::chrono::minutes(5);
  Format format = Format::json;
  KeyNames keys = KeyNames::long_names;
  AfterGap after_gap = AfterGap::drop;
};

// The gateway's own report (adapters/host).
struct Host {
  bool enabled = true;
  Duration every = std::chrono::seconds(30);
  bool loopback = false;                // count sockets and traffic inside the machine
  std::vector<std::string> interfaces;  // whose traffic counts, with * and ?; empty: the machine's border
  bool ephemeral_udp = false;           // UDP sockets on ephemeral ports listen
  std::string root = "/";               // the parent of the machine's proc/ and sys/
  std::vector<std::string> metrics;     // optional ones, of Adapters::host_metrics
};

struct Log {
  enum class Shape { text, json } shape = Shape::text;
  std::string level = "info";                // debug, info, warning, error
  std::map<std::string, std::string> rooms;  // room -> level
};

struct Http {
  std::string listen;                // "127.0.0.1:9464"; empty: off
  bool per_child = false;            // a time series per child
  std::vector<std::string> names{};  // by which it may be called besides its address and localhost
};

struct Gateway {
  std::string thing;
  Reports reports;
  Host host;
  std::string state_directory = "/var/lib/gatewarden";
  Log log;
  Http http;
  ThingName::Rule names = ThingName::Rule::registered;
  bool confine = true;             // give up all files but those that this fleet needs
  std::vector<std::string> paths;  // and these folders, for later fleets
};

// broker: nobody judges the reports, which go on topics of the user's own.
enum class Service { aws, stand_in, broker };
// fitting: all if the rate allows an answer to every report, else rejected.
enum class AnswersChoice { fitting, all, rejected, off };

// Common to all ways to the service: which reports go where, how fast, which answers are heard.
struct ServiceUplink {
  Service service = Service::aws;
  Duration floor =
      std::chrono::seconds(300);  // minimum between two reports of a thing; settable only for stand-in
  bool defender = true;           // publish on the things' reserved topics; a mere broker has none
  std::vector<Mirror> mirrors;    // copies of every report on the user's topics
  AnswersChoice answers = AnswersChoice::fitting;  // not `fitting` after loading
  Duration answer_timeout = std::chrono::seconds(30);
  double publishes_per_second = 95;          // of the service's 100, both directions together
  std::uint64_t bytes_per_second = 500'000;  // of the service's 512 KB
  std::uint16_t in_flight = 100;
  friend bool operator==(const ServiceUplink&, const ServiceUplink&) = default;
};

struct MqttUplink : ServiceUplink {
  std::string host;                          // empty: a broker within the process (`gatewarden try`)
  std::uint16_t port = 8883;                 // 443 implies ALPN
  bool tls = true;                           // may not be off for AWS
  std::string certificate, private_key, ca;  // files
  std::string username, password_file;
  std::string proxy_host;  // HTTP proxy; empty: none
  std::uint16_t proxy_port = 0;
  std::string proxy_username, proxy_password_file;
  std::string client_id;  // default: the gateway's thing name
  int version = 5;        // 5 or 3 (3.1.1)
  std::chrono::seconds keep_alive{60};
  friend bool operator==(const MqttUplink&, const MqttUplink&) = default;
};

// The Greengrass nucleus that runs the gateway; their limits differ.
enum class NucleusChoice { fitting, classic, lite };

struct GreengrassUplink : ServiceUplink {
  NucleusChoice nucleus = NucleusChoice::fitting;  // fitting: by its socket's name
  std::uint32_t max_payload = 0;                   // bytes per report; 0: the nucleus's limit
  friend bool operator==(const GreengrassUplink&, const GreengrassUplink&) = default;
};

// JSON lines in a file that is rotated by size.
struct FileUplink {
  std::string path;
  std::uint64_t rotate_at = 10'000'000;  // bytes
  std::uint32_t keep = 5;                // older files; path.1 is the newest
  friend bool operator==(const FileUplink&, const FileUplink&) = default;
};

// At most one way to the service; other destinations get copies.
struct Uplinks {
  std::optional<MqttUplink> mqtt;
  std::optional<GreengrassUplink> greengrass;
  std::vector<FileUplink> files;
  bool standard_output = false;

  const ServiceUplink* service() const {
    if (mqtt) return &*mqtt;
    return greengrass ? &*greengrass : nullptr;
  }
  bool empty() const { return !service() && files.empty() && !standard_output; }
  friend bool operator==(const Uplinks&, const Uplinks&) = default;
};

struct Unknown {
  bool learn = false;
  std::string profile;  // of learned children
  std::string thing;    // pattern with {id}
  std::uint32_t at_most = 100;
  std::uint32_t per_minute = 100;                       // new ones, at once or in a row
  Duration replace_after = std::chrono::hours(7 * 24);  // of silence, a new one may take its place
};

struct Link {
  std::string name;
  std::string protocol;  // "modbus", "mqtt"
  std::any settings;     // the adapter's own
  Unknown unknown;
  std::string fingerprint;  // of its meaning; equal: unchanged
  Place place;
};

struct Profile {
  std::string name;
  std::string protocol;  // whose `from:` it has; empty if no metric has one
  Duration every{};
  std::vector<MetricSpec> metrics;
  std::vector<std::any> from;  // per metric; empty if the gateway itself knows the metric
  std::any settings;           // the adapter's own, of the whole profile; empty if none
  std::string fingerprint;     // of its meaning; equal: unchanged
  std::uint64_t counters = 0;  // fingerprint of what its counters read
  // The same as earlier versions took it: of each `from` as it is written, and up to 0.1 of the text.
  std::uint64_t counters_as_written = 0;
  std::string spelling;
};

struct Child {
  ThingName thing;
  std::uint32_t profile = 0;      // index into Fleet::profiles
  std::uint32_t link = 0;         // index into Fleet::links
  std::any address;               // the adapter's own
  std::uint64_t fingerprint = 0;  // of its entry, without profile and link
  std::uint64_t spelling = 0;     // of its text, as Profile::spelling
  Place place = {};
};

struct Fleet {
  Gateway gateway;
  Uplinks uplink;
  std::vector<Link> links;
  std::vector<Profile> profiles;
  std::vector<Child> children;
  std::string settings;  // `gateway:` and `uplink:` as JSON with every key, as Link::fingerprint has a link's
};

// In the order of Fleet::children.
using ChildrenOfLink = std::vector<const Child*>;
// Per link, in one walk: asking for each link alone would be one for each.
inline std::vector<ChildrenOfLink> children_by_link(const Fleet& fleet) {
  std::vector<ChildrenOfLink> all(fleet.links.size());
  for (const Child& child : fleet.children) all[child.link].push_back(&child);
  return all;
}

}  // namespace gatewarden::config
