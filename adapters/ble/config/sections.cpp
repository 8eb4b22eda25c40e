#include "adapters/ble/config/sections.hpp"

#include "adapters/ble/config/scalar_types.hpp"
#include "adapters/ble/config/slice_section.hpp"

namespace gatewarden::ble {
namespace {

using namespace std::chrono_literals;
using config::ConfigNode;
using config::optional;
using config::Problems;

void refuse(const ConfigNode& node, std::initializer_list<const char*> keys, const char* code,
            const char* rule, const char* example, Problems& problems) {
  for (const char* key : keys) {
    const ConfigNode* found = node.find(key);
    if (found) problems.add(problem_at(*found, code, rule, example));
  }
}

void check_source(const LinkSettings& link, const ConfigNode& node, Problems& problems) {
  if (!link.replay.empty()) {
    return refuse(node, {"adapters", "by", "bus", "power_cycle"}, "B006",
                  "a recording is played: no adapter listens", "{ replay: air.btsnoop, speed: 10 }",
                  problems);
  }
  refuse(node, {"speed"}, "B006", "only a recording has a speed", "{ replay: air.btsnoop, speed: 10 }",
         problems);
}

void check_power_cycle(const LinkSettings& link, const ConfigNode& node, Problems& problems) {
  if (!link.power_cycle || link.by != LinkSettings::By::monitor) return;
  refuse(node, {"power_cycle"}, "B007",
         "an advertisement monitor shares the adapter with others: it is never switched off",
         "{ by: discovery, power_cycle: true }", problems);
}

void check_asked(const ValueSource& source, const ConfigNode& node, Problems& problems) {
  if (source.gatt) return;
  refuse(node,
         {"every", "notify", "at", "as", "order", "length", "bit", "mask", "sign_bit", "fraction", "divide",
          "scale", "offset", "no_value", "valid", "is", "labels"},
         "B008", "an advertised value comes when the device sends it, as its format says",
         "{ gatt: 2a6e, every: 1h }", problems);
}

}  // namespace

config::Section<LinkSettings> link_section() {
  using L = LinkSettings;
  return config::Section<L>(
             "Bluetooth radio",
             "What is in the air: sensors that advertise, heard through BlueZ or from a recording.")
      .key("adapters", &L::adapters,
           config::one_or_many(config::text(17, "^(hci[0-9]+|([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})$",
                                            "hci0, or an adapter's own address"),
                               16),
           "The adapters that listen, as hci0 or by their own addresses; every one there is where left out.",
           "[hci0]")
      .key(
          "by", &L::by, config::choice<L::By>({{"discovery", L::By::discovery}, {"monitor", L::By::monitor}}),
          "How BlueZ listens. monitor is passive: nothing is asked of the devices, and the names and values that only "
          "their answers hold are not heard.",
          "monitor")
      .key("bus", &L::bus, config::text(256),
           "Address of the D-Bus that BlueZ is on; the system's where left out.",
           "unix:path=/run/dbus/system_bus_socket")
      .key(
          "power_cycle", &L::power_cycle, config::boolean(),
          "Whether an adapter that hears nothing may be switched off and on, if nothing else is connected to it.",
          "true")
      .key(
          "keys", &L::keys, config::file_path(),
          "Secret file with a key a line: \"AA:BB:CC:DD:EE:FF hexkey\" for a device that encrypts, \"NAME irk hexkey\" for "
          "one with private addresses.",
          "/etc/gatewarden/ble.keys")
      .key("replay", &L::replay, config::file_path(),
           "A btsnoop file to play instead of listening: of `gatewarden record ble`, `btmon -w` or a phone.",
           "air.btsnoop")
      .key("speed", &L::speed, speed_type(),
           "How many times as fast the recording is played; max: as fast as it can be read.", "10")
      .key("learn_formats", &L::learn_formats, formats_type(),
           "Formats whose senders may be learned, where `unknown` says so; every sensor's where left out.",
           "[ruuvi5, bthome2]")
      .check({"replay", "adapters", "by", "bus", "power_cycle", "speed"}, check_source)
      .check({"by", "power_cycle"}, check_power_cycle);
}

config::Section<ProfileSettings> profile_section() {
  using P = ProfileSettings;
  return config::Section<P>("Bluetooth profile", "What holds for all values of a model.")
      .key(
          "format", &P::formats, formats_type(),
          "The format of its payload, or several that it sends in turns; whichever is recognised where left out.",
          "ruuvi5")
      .key("slice", &P::slice, optional(config::as_type(slice_section())),
           "A format that is not built in: which bytes of its payload are which value.")
      .at_most_one_of({"format", "slice"})
      .key(
          "min_interval", &P::min_interval, config::duration(0s, 24h),
          "Least time between two advertisements that are read for their values; the others are only counted. Not for "
          "buttons and alarms, which would be missed.",
          "10s")
      .key("rssi_floor", &P::rssi_floor, optional(config::integer<std::int8_t>(-127, 20)),
           "What is received more weakly, in dBm, is only counted.", "-95");
}

config::Section<ValueSource> value_source_section() {
  using V = ValueSource;
  config::Section<V> section("From the air", "A value that the device advertises, or is asked for.");
  add_slice_keys(section);
  return section
      .key(
          "ble", &V::ble, optional(told_type()),
          "A value of its format by name, such as temperature, temperature_2 or temperature_probe_1; or what the gateway "
          "knows of it, such as rssi, replays or address_changes.",
          "temperature")
      .key("gatt", &V::gatt, optional(uuid_type()),
           "UUID of a characteristic that is read over a connection: 2a19 is the battery's level.",
           "\"2a19\"")
      .exactly_one_of({"ble", "gatt"})
      .key("every", &V::every, config::duration(1min, 24h * 7),
           "Time between two readings of the characteristic.", "1d")
      .key(
          "notify", &V::notify, config::boolean(),
          "Stay connected and take each value that the device notifies. For this BlueZ writes the device's client "
          "configuration descriptor, the only thing ever written.",
          "true")
      .check({"ble", "gatt"}, check_asked);
}

config::Section<IdentityKeys> child_section() {
  using K = IdentityKeys;
  return config::Section<K>("Child on the air", "By what the child is recognised, whatever address it shows.")
      .key("address", &K::address, optional(address_type()), "Its address, public or static random.",
           "\"CB:B8:33:4C:88:4F\"")
      .key("irk", &K::irk, config::text(64, "^[A-Za-z0-9._-]+$", "a name of letters, digits, ., - and _"),
           "The name of its identity key in the link's `keys`: for a device whose private addresses change.",
           "phone-1")
      .key("ibeacon", &K::ibeacon, optional(ibeacon_type()), "Its iBeacon: UUID/MAJOR/MINOR.",
           "F7826DA6-4FA2-4E98-8024-BC5B71E0893E/3838/4949")
      .key("eddystone", &K::eddystone, optional(eddystone_type()),
           "Its Eddystone UID: namespace and instance.", "EDD1EBEAC04E5DEFA0170BDB87539B67")
      .key("name", &K::name, config::text(248),
           "The name it shows, with * for any text and ? for any character.", "GVH5075_1234")
      .key("serial", &K::serial, config::text(64),
           "What its payload says of it: the address inside, or a text such as an id.",
           "\"A4:C1:38:00:00:01\"")
      .exactly_one_of({"address", "irk", "ibeacon", "eddystone", "name", "serial"});
}

}  // namespace gatewarden::ble
