#include "adapters/ble/commission/scan_yaml.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::ble {
namespace {

// A profile: devices of one format that tell the same.
struct Kind {
  std::string_view format;
  std::set<std::string> values;  // by name
  bool encrypted = false;
  friend auto operator<=>(const Kind&, const Kind&) = default;
};

// Counters of packets tell nothing in a report.
bool worth_reporting(Quantity quantity) {
  return quantity != Quantity::packet_id && quantity != Quantity::product_id;
}

Kind kind_of(const HeardDevice& device) {
  Kind kind{device.format, {}, device.encrypted};
  for (const HeardDevice::Told& told : device.values)
    if (worth_reporting(told.name.quantity)) kind.values.insert(to_text(told.name));
  return kind;
}

std::string value_of(const HeardDevice& device, Quantity quantity) {
  for (const HeardDevice::Told& told : device.values)
    if (told.name == ValueName{quantity}) return told.text;
  return {};
}

// The key of the child's entry that says which device it is; empty: none that lasts.
std::string identity_of(const HeardDevice& device) {
  const Address& address = device.address;
  if (!address.random || address.is_static()) return "address: \"" + to_text(address) + "\"";
  if (device.format == "ibeacon") {
    return "ibeacon: \"" + value_of(device, Quantity::uuid) + "/" + value_of(device, Quantity::major) + "/" +
           value_of(device, Quantity::minor) + "\"";
  }
  const std::string space = value_of(device, Quantity::namespace_id);
  const std::string instance = value_of(device, Quantity::instance);
  return space.empty() || instance.empty() ? "" : "eddystone: \"" + space + instance + "\"";
}

std::string thing_of(const HeardDevice& device, const YamlPlace& place) {
  std::string digits = lower(to_text(device.address));
  digits.erase(std::remove(digits.begin(), digits.end(), ':'), digits.end());
  return place.gateway + ":" + digits;
}

std::string quoted(const std::string& text) {
  std::string all;
  append_json_string(all, text);
  return all;
}

std::string absolute(const std::string& file) { return quoted(std::filesystem::absolute(file).string()); }

std::string head(const YamlPlace& place) {
  if (place.in_fleet) return "# for the fleet file\n";
  std::string air = place.replay.empty() ? "by: discovery" : "replay: " + absolute(place.replay);
  if (!place.keys.empty()) air += ", keys: " + absolute(place.keys);
  return "# a fleet file to begin with\ngateway: { thing: " + place.gateway +
         " }\nuplink: { stdout: {} }    # to AWS: gatewarden explain uplink.mqtt\nlinks:\n  " + place.link +
         ": { ble: { " + air + " } }\n";
}

std::string profile_text(const std::string& name, const Kind& kind) {
  std::string text = "  " + name + ":\n    ble: { format: " + std::string(kind.format) + " }\n    metrics:\n";
  for (const std::string& value : kind.values)
    text.append("      ").append(value).append(": { from: { ble: ").append(value).append(" } }\n");
  text += "      rssi: { from: { ble: rssi }, aggregate: mean }\n";
  if (kind.encrypted) {
    text += "      replays: { from: { ble: replays } }    # old packets, sent again by somebody\n";
    text += "      bad_mic: { from: { ble: bad_mic } }    # not by the device, or not its key\n";
  }
  return text + "      seconds_since_seen: {}\n";
}

std::string child_text(const HeardDevice& device, const std::string& profile, const YamlPlace& place) {
  std::string text = "  # " + (device.name.empty() ? std::string(device.format) : printable(device.name));
  if (device.fault == Fault::no_key) text += "; encrypted: its key belongs into the link's `keys:` file";
  const std::string identity = identity_of(device);
  if (identity.empty()) {
    return text + "; " + to_text(device.address) +
           " changes every few minutes: write irk: NAME, its identity key is in the link's `keys:` file\n  # - { thing: \"" +
           thing_of(device, place) + "\", profile: " + profile + ", link: " + place.link + ", irk: NAME }\n";
  }
  return text + "\n  - { thing: \"" + thing_of(device, place) + "\", profile: " + profile +
         ", link: " + place.link + ", " + identity + " }\n";
}

// "bthome2", and "bthome2-2" for those that tell something else.
std::map<Kind, std::string> profile_names(const std::vector<const HeardDevice*>& devices) {
  std::map<Kind, std::string> names;
  for (const HeardDevice* device : devices) names.emplace(kind_of(*device), "");
  std::map<std::string_view, int> used;
  for (auto& [kind, name] : names) {
    const int nth = ++used[kind.format];
    name = std::string(kind.format) + (nth > 1 ? "-" + std::to_string(nth) : "");
  }
  return names;
}

}  // namespace

std::string scan_yaml(const HeardDevices& devices, const YamlPlace& place) {
  std::vector<const HeardDevice*> known = devices.strongest_first();
  std::erase_if(known, [](const HeardDevice* device) { return device->format.empty(); });
  if (known.empty()) return {};
  const auto names = profile_names(known);
  std::string text = head(place) + "profiles:\n";
  for (const auto& [kind, name] : names) text += profile_text(name, kind);
  std::string children;
  for (const HeardDevice* device : known) children += child_text(*device, names.at(kind_of(*device)), place);
  const bool none = children.find("\n  - ") == std::string::npos;
  return text + (none ? "children: []\n" : "children:\n") + children;
}

}  // namespace gatewarden::ble
