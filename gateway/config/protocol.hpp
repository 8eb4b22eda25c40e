// What an adapter teaches the fleet file: its own keys, and the words `check` and `plan` use. An adapter's
// `const config::Protocol& protocol()` returns one; the app hands them all to config::load().
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

// A stable error code and its remedy; `gatewarden schema --codes` lists them all.
struct CodeEntry {
  const char* code;    // config F001.., modbus M001.., local_mqtt Q001..
  const char* what;    // what is wrong, in a few words
  const char* remedy;  // what to do
};

// Where a `from` stands.
struct MetricPlace {
  std::string_view metric;
  Duration every{};          // of its profile; 0: not said
  const std::any& settings;  // the protocol's own keys of its profile; empty where it has none
};

struct Protocol {
  std::string name;  // the key under links.<name>: "modbus", "mqtt"
  AnyType link;      // links.<name>.<protocol>: {...}
  AnyType profile;   // profiles.<name>.<protocol>: {...}; none: a profile has no keys of its own here
  AnyType from;      // a metric's `from:`
  AnyType child;     // the child's own keys (unit, topic), read after {placeholders} are filled in
  // What the profile means for a `from` that has been read; may be empty.
  std::function<void(const MetricPlace&, std::any& from, const ConfigNode& node, Problems&)> settle;
  // Child keys that may be ranges and lists ("1-4,7", [1, 2]); they expand into one child each and may be
  // used as {unit} in `thing` and in the child's other texts.
  std::vector<std::string> ranges;
  // The type a `from` gives when the metric says nothing; empty function: number.
  std::function<MetricType(const std::any& from)> yields;
  // The aggregates its samples may have, the usual one first; empty, or an empty function: as the type allows.
  std::function<std::span<const Aggregate>(const std::any& from)> aggregates;
  // Where a counter read by `from` wraps, if the protocol can tell; empty function: it cannot.
  std::function<std::optional<int>(const std::any& from)> counter_bits;
  // What the adapter wants to refuse once the whole fleet is read; may be empty.
  std::function<void(const Fleet&, Problems&)> check;
  // For `plan`: what will be read for this child, e.g. the Modbus requests as they are sent; may be empty.
  std::function<std::vector<std::string>(const Link&, const Profile&, const Child&)> plan;
  // For `check`: what the link will subscribe, or how many requests a cycle takes; may be empty.
  std::function<std::vector<std::string>(const Fleet&, std::size_t link)> summary;
  // The adapter's own codes; static storage.
  std::span<const CodeEntry> codes;
};

}  // namespace gatewarden::config
