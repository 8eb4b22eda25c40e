// What an adapter adds to the fleet file: its keys, and texts for `check` and `plan`. Its
// `const config::Protocol& protocol()` returns one; the app passes all to config::load() as Adapters.
#pragma once

#include <any>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/fleet.hpp"
#include "gateway/config/keys/any_type.hpp"

namespace gatewarden::config {

// Codes are stable.
struct CodeEntry {
  const char* code;  // config F001.., modbus M001.., local_mqtt Q001..
  const char* what;  // what is wrong, in a few words
  const char* remedy;
};

struct MetricPlace {
  std::string_view metric;
  Duration every{};          // of its profile; 0: not given
  const std::any& settings;  // the protocol's keys in its profile; empty if none
};

// On this machine, by name.
struct Opened {
  std::vector<std::string> files;    // read: certificates, keys, passwords; empty ones are no file
  std::vector<std::string> devices;  // read and written: serial lines
};

struct Protocol {
  std::string name;  // the key under links.<name>: "modbus", "mqtt"
  AnyType link;      // links.<name>.<protocol>: {...}
  AnyType profile;   // profiles.<name>.<protocol>: {...}; empty: profiles have no such keys
  AnyType from;      // a metric's `from:`
  AnyType child;     // the child's own keys (unit, topic), after {placeholders} are filled in
  // Applies the profile to a `from`, of which some keys may lack or be misspelt in `node`; may be empty.
  std::function<void(const MetricPlace&, std::any& from, const ConfigNode& node, Problems&)> settle;
  // A settled `from`, or settings of a profile, in the one spelling of all that mean the same; empty: it has one.
  std::function<std::any(const std::any& read)> canonical;
  // Child keys that may be ranges and lists ("1-4,7", [1, 2]). Each value makes one child and fills {unit} in
  // `thing` and its other texts.
  std::vector<std::string> ranges;
  // The type of a `from` if the metric gives none; empty function: number.
  std::function<MetricType(const std::any& from)> yields;
  // Allowed aggregates, the usual one first; empty result or function: as the type allows.
  std::function<std::span<const Aggregate>(const std::any& from)> aggregates;
  // Bits at which the counter of a `from` wraps, if known; may be empty.
  std::function<std::optional<int>(const std::any& from)> counter_bits;
  // A `from` counts what does not happen to a sound device, such as another one in its place; may be empty.
  std::function<bool(const std::any& from)> counts_events;
  // The adapter's checks of the whole fleet; may be empty.
  std::function<void(const Fleet&, Problems&)> check;
  // For `plan`: what is read, such as Modbus requests as sent; may be empty.
  std::function<std::vector<std::string>(const Link&, const Profile&, const Child&)> plan;
  // For `check`: where on its link a device is ("unit 4"): who shares a place is named. May be empty.
  std::function<std::string(const std::any& address)> place;
  // For `check`: what the link subscribes, or its requests per cycle; may be empty. `children` are those of the link.
  std::function<std::vector<std::string>(const Fleet&, std::size_t link, const ChildrenOfLink& children)>
      summary;
  // What its link makes of all its listed children together, for Link::prepare: made where that may take long, such as
  // on a thread. May be empty.
  std::function<std::any(const Link&, const ChildrenOfLink& children)> prepare;
  // What the link opens while it runs, for the confinement of the process; may be empty: nothing.
  std::function<Opened(const Link&)> opens;
  std::span<const CodeEntry> codes;  // static storage
};

using ProtocolList = std::span<const Protocol* const>;

// Null if there is none of this name.
inline const Protocol* find_protocol(ProtocolList protocols, std::string_view name) {
  for (const Protocol* protocol : protocols) {
    if (protocol->name == name) return protocol;
  }
  return nullptr;
}

// All of a program's adapters. What they show outlives the load.
struct Adapters {
  std::span<const Protocol* const> protocols;
  std::span<const std::string> host_metrics = {};  // what gateway.host.metrics may list
};

}  // namespace gatewarden::config
