// What an operator asks for, as plain values of one moment; JSON, tables and Prometheus text are written from it
// alone. No secrets: endpoints have no credentials. Values, names and reasons from devices are foreign: the code
// that shows them makes them harmless.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::status {

using Counters = std::map<std::string, std::uint64_t>;  // by event or reason, in snake_case

struct RefusedTopic {
  std::string topic, why;  // with the remedy and the time of the next try
};

struct UplinkView {
  bool connected = false;                     // with the service, as far as known
  bool verdicts = true;                       // it answers; else reports are published, and no more is known
  std::string state;                          // "connected", "connecting", "waiting 12 s", "off"
  std::optional<Duration> since;              // in this state
  std::string endpoint;                       // "mqtts://abc-ats.iot.eu-west-1.amazonaws.com:8883"
  std::string detail;                         // "MQTT 5, TLS 1.3, as plant7-gw"
  std::string limits;                         // its own: "95 publishes/s, 500 KB/s, 100 in flight"
  std::string last_error;                     // kept even if all is well again,
  std::optional<Duration> last_error_age;     // so with its age
  std::uint64_t quarantined = 0;              // topics the broker or nucleus refuses
  std::vector<RefusedTopic> refused;          // the first ten
  std::string last_bad_answer;                // topic, why and beginning of an unreadable answer
  std::string certificate;                    // its problem; empty: all is well
  std::optional<WallTime> certificate_until;  // of the one in force, if it is read
  bool certificate_refused = false;           // what is on the disk is not in force
  bool awaits_answers = false;                // to every report of every thing
  std::optional<WallTime> last_accepted;      // in this run
  std::uint64_t in_flight = 0;                // publishes not acknowledged
  std::uint64_t waiting_copies = 0;           // for mirrors
  Counters counters;                          // "publishes", "bytes", "reconnects", "foreign_answers"
};

// Besides the service: a file, standard output.
struct DestinationView {
  std::string name;
  std::uint64_t reports = 0, dropped = 0, waiting_bytes = 0;
  bool failed = false;
  std::string why;
};

struct StoreView {
  bool failed = false;
  std::string why;
};

// Which files the gateway has left itself: folders.
struct ConfinementView {
  bool in_force = false;
  std::string by;   // "Landlock 7"
  std::string why;  // it is not in force
  std::vector<std::string> reads, writes, devices;
  std::vector<std::string> missing;  // were not there at the start, and stay closed
};

// Children by DeviceState.
using StateCounts = std::array<std::uint64_t, 4>;

// What a link learned of devices nobody listed.
struct LearningView {
  std::uint64_t learned = 0, at_most = 0;
  Counters refused;  // names, by reason
};

struct LinkRow {
  LinkSnapshot link;
  double samples_per_second = 0;
  std::vector<std::string> refused_devices{};  // not learned for want of room: the last ones, the newest last
  StateCounts children{};
  std::optional<LearningView> learning{};  // nothing: it learns none
};

// What became of reports.
struct Outcomes {
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;   // turned away by the service or the broker, for whatever reason
  std::uint64_t throttled = 0;  // of these: too soon after the last one
  std::uint64_t refused = 0;    // of these: by the broker, or withheld since it refuses
  std::uint64_t outdated = 0;   // not taken until it was too old, by an outage or a quota
  std::uint64_t no_verdict =
      0;  // sent but never answered: delivery unknown; or published where nobody answers
};

struct ChildRow {
  std::string thing, profile, link;
  std::string origin;    // "hall-a unit 4"
  std::string identity;  // as it says: "ACME EM24-DIN, firmware 1.4"; empty: unknown
  DeviceState state = DeviceState::never_seen;
  std::string why;                    // why silent, degraded, rejected or held back; empty: all is well
  std::optional<Duration> last_seen;  // ago
  std::optional<std::uint64_t> last_report_id;
  std::string last_verdict;  // "accepted", "rejected InvalidPayload", "published"; empty: none yet
  Outcomes outcomes;
  bool waiting = false;                 // a report is sent, its verdict pending
  std::optional<Duration> next_report;  // from now
  std::string last_values;              // "voltage_l1=230.1 reachable=1"
  bool learned = false;                 // no entry of the fleet file names it
  std::vector<AddressKey> address;      // of a learned one: where its entry would say it is

  bool healthy() const { return state == DeviceState::online && why.empty(); }
};

// Sums over all children (Depth::totals).
struct Totals {
  std::uint64_t children = 0, online = 0, degraded = 0, offline = 0, never_seen = 0;
  Outcomes outcomes;  // of removed children too: these never fall
  std::uint64_t waiting = 0;
  Counters dropped;  // samples and values not reported, by reason; of removed children too

  void add(DeviceState state, bool is_waiting);
};

struct GatewaySnapshot {
  std::string thing, version;
  std::string commit;  // that the program was built from; empty: not told
  std::uint64_t pid = 0;
  WallTime started{};
  Duration uptime{};
  WallTime now{};            // by the clock of the machine,
  bool clock_is_set = true;  // which may not be set yet
  Duration report_interval{};
  std::optional<Duration> reload_age;  // since the fleet file was last read again; nothing: never
  std::string reload_by;               // who asked for it: "SIGHUP", "uid 1000"
  std::string reload_refused;          // why that was not taken, one line; empty: it was
  WallTime fleet_loaded{};             // when the fleet in force was read
  std::string state_directory;
  std::string floor_text;  // "service: aws, floor 300 s": shown wherever states are shown
  UplinkView uplink;
  std::vector<DestinationView> destinations;
  StoreView store;
  ConfinementView confinement;
  Totals totals;
  std::vector<LinkRow> links;
  std::vector<ChildRow> children;  // empty at Depth::totals
};

struct PointRow {
  std::string metric, type, aggregate;
  std::string value;            // empty: none since the last report
  std::optional<Duration> age;  // of the value
  std::uint64_t samples = 0;
  Counters dropped;
};

struct RejectionView {
  std::string code, detail;  // the service's ErrorCode and ErrorMessage
  WallTime when{};
  std::string report;  // decoded
  std::string report_hex;
};

struct ChildDetail {
  ChildRow row;
  std::string topic;
  std::string last_fault;  // of what the device sent, kept when all is well again; empty: none
  std::vector<PointRow> points;
  Counters counters;        // the adapter's and the batcher's, by event
  std::string last_report;  // decoded JSON, maybe in several lines
  std::uint64_t last_report_bytes = 0;
  std::string last_report_hex;  // as sent
  std::optional<RejectionView> last_rejection;
};

struct Readiness {
  bool ready = false;
  std::string reason;  // one line: "ready", or what is missing
};

// Whether it runs as it should; else a new start may help (`gatewarden health`).
struct Health {
  bool healthy = false;
  std::string why;  // one line
};

enum class Depth { totals, children };

// Implemented by the composition; runs on the loop's thread; must not block.
class StatusSource {
 public:
  virtual ~StatusSource() = default;
  virtual GatewaySnapshot snapshot(Depth depth) const = 0;
  virtual std::optional<ChildDetail> child(std::string_view thing) const = 0;
  virtual Readiness readiness() const = 0;
  virtual Health health() const = 0;
};

constexpr std::string_view word_of(DeviceState state) {
  switch (state) {
    case DeviceState::online:
      return "online";
    case DeviceState::degraded:
      return "degraded";
    case DeviceState::offline:
      return "offline";
    case DeviceState::never_seen:
      break;
  }
  return "never_seen";
}

inline void Totals::add(DeviceState state, bool is_waiting) {
  ++children;
  switch (state) {
    case DeviceState::online:
      ++online;
      break;
    case DeviceState::degraded:
      ++degraded;
      break;
    case DeviceState::offline:
      ++offline;
      break;
    case DeviceState::never_seen:
      ++never_seen;
      break;
  }
  waiting += is_waiting ? 1 : 0;
}

}  // namespace gatewarden::status
