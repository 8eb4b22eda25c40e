// The fleet file's sections as *_section.cpp read them, before the rules across sections. Private to this room;
// nodes point into the file's tree and live as long.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/base/text/host_port.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/config/keys/named.hpp"
#include "gateway/config/protocol.hpp"

namespace gatewarden::config {

struct LinkEntry {
  std::map<std::string, const ConfigNode*> protocols;
  Unknown unknown;
};

struct MetricEntry {
  const ConfigNode* from = nullptr;
  std::optional<Aggregate> aggregate;
  std::optional<MetricType> type;
  std::optional<int> counter_bits;
  std::optional<bool> strict;
  std::optional<std::uint32_t> max_items;
};

struct ProfileEntry {
  Duration every{};
  std::map<std::string, const ConfigNode*> protocols;
  std::vector<Named<MetricEntry>> metrics;
};

// `uplink.mqtt` as written; the fleet's fields are derived from it.
struct MqttEntry : MqttUplink {
  HostPort endpoint;
  std::optional<HostPort> proxy;
  Duration keep_alive_text = std::chrono::seconds(60);
  std::optional<Duration> floor_text;
};
struct GreengrassEntry : GreengrassUplink {
  std::optional<Duration> floor_text;
  GreengrassEntry() {
    // For the lite nucleus, which holds 10 unacknowledged publishes; the classic one queues.
    publishes_per_second = 20;
    in_flight = 10;
  }
};
struct StandardOutputEntry {};
// One destination; `uplink` may list several.
struct UplinkEntry {
  std::optional<MqttEntry> mqtt;
  std::optional<GreengrassEntry> greengrass;
  std::optional<FileUplink> file;
  std::optional<StandardOutputEntry> standard_output;
};

struct ChildEntry {
  std::string thing, profile, link;
  const ConfigNode* ids = nullptr;
};

// What an included file may contain.
struct Part {
  std::vector<Named<LinkEntry>> links;
  std::vector<Named<ProfileEntry>> profiles;
  const ConfigNode* children = nullptr;
  std::vector<std::string> include;
};
struct FleetEntry : Part {
  Gateway gateway;
  std::vector<UplinkEntry> uplink;
};

}  // namespace gatewarden::config
