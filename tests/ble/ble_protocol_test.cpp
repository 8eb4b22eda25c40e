#include "adapters/ble/ble_protocol.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "adapters/ble/config/sections.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;

namespace {

struct Written {
  std::string link = "{ keys: /run/ble.keys }";
  std::string profile = "{ format: bthome2, min_interval: 10s, rssi_floor: -95 }";
  std::string from = "{ ble: temperature }";
  std::string children = "{ thing: tag-1, link: air, profile: tag, address: \"CB:B8:33:4C:88:4F\" }";
};

config::Loaded load(const Written& written) {
  const std::string text = "gateway: { thing: gw }\nlinks: { air: { ble: " + written.link +
                           " } }\nprofiles: { tag: { ble: " + written.profile +
                           ", metrics: { value: { from: " + written.from + " } } } }\nchildren: [" +
                           written.children + "]\n";
  const config::Protocol* const protocols[] = {&protocol()};
  return config::load_text(text, "fleet.yaml", {protocols},
                           config::Environment([](const std::string&) { return std::nullopt; }));
}

std::string texts(const config::Loaded& loaded) {
  std::string all;
  for (const auto& each : loaded.problems.list()) all += config::to_text(each) + "\n";
  return all;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

struct Case {
  const char* code;
  Written written;
  const char* says;  // a part of the error
};

// A case for every code.
const std::vector<Case>& cases() {
  static const char* const kTag = "CB:B8:33:4C:88:4F";
  const std::string two = "{ thing: a, link: air, profile: tag, address: \"" + std::string(kTag) +
                          "\" }, { thing: b, link: air, profile: tag, address: \"cb-b8-33-4c-88-4f\" }";
  const auto child = [](const std::string& keys) {
    return "{ thing: a, link: air, profile: tag, " + keys + " }";
  };
  static const std::vector<Case> all{
      {"B001", {.from = "{ ble: temprature }"}, "write  ble: temperature"},
      {"B001", {.from = "{ ble: address_change }"}, "write  ble: address_changes"},
      {"B001", {.from = "{ ble: temperature_01 }"}, "temperature_01"},
      {"B002", {.children = child("address: CBB8334C884F")}, "write  address: \"CB:B8:33:4C:88:4F\""},
      {"B002", {.children = child("address: tag")}, "address"},
      {"B003", {.children = child("ibeacon: F7826DA6-4FA2-4E98-8024-BC5B71E0893E/1")}, "UUID/MAJOR/MINOR"},
      {"B003", {.children = child("ibeacon: F7826DA6-4FA2-4E98-8024-BC5B71E0893E/1/65536")}, "65535"},
      {"B004", {.children = child("eddystone: EDD1EBEAC04E5DEFA017")}, "20 hex digits"},
      {"B005", {.from = "{ gatt: \"0x2A19\" }"}, "write  gatt: 2A19"},
      {"B005", {.from = "{ gatt: battery }"}, "gatt"},
      {"B006", {.link = "{ replay: air.btsnoop, adapters: [hci0] }"}, "no adapter listens"},
      {"B006", {.link = "{ speed: 10 }"}, "only a recording has a speed"},
      {"B007", {.link = "{ by: monitor, power_cycle: true }"}, "never switched off"},
      {"B008", {.from = "{ ble: temperature, every: 1h }"}, "comes when the device sends it"},
      {"B009", {.children = two}, "it is a already"},
      {"B010", {.link = "{ by: discovery }", .children = child("irk: phone-1")}, "link air has no `keys`"},
      {"B011", {.profile = "{ format: ibeacon }"}, "its format tells"},
      {"B011",
       {.profile = "{ slice: { match: { company: 0x0499 }, values: { level: { at: 1 } } } }"},
       "its format tells level"},
      {"B012", {.link = "{ replay: air.btsnoop }", .from = "{ gatt: \"2a19\" }"}, "answers nothing"},
  };
  return all;
}

}  // namespace

TEST_CASE("every error of Bluetooth in a fleet file has its code, says what is meant, and has a case") {
  std::set<std::string> seen;
  for (const Case& each : cases()) {
    const auto loaded = load(each.written);
    INFO(each.code << " " << each.says << "\n" << texts(loaded));
    REQUIRE(loaded.problems.list().size() == 1);
    CHECK(loaded.problems.list()[0].code == each.code);
    CHECK(texts(loaded).find(each.says) != std::string::npos);
    seen.insert(each.code);
  }
  // Those of slices, B101 and on, are in ble_formats/slices_test.
  for (const config::CodeEntry& code : protocol().codes)
    CHECK((seen.contains(code.code) || std::string_view(code.code).starts_with("B1")));
}

TEST_CASE("a radio, a profile and the ways to recognise a child are read from the fleet file") {
  const auto loaded =
      load({.link = "{ adapters: [hci0, \"00:1A:7D:DA:71:13\"], by: monitor, bus: \"unix:path=/run/bus\", "
                    "keys: /run/ble.keys, learn_formats: [bthome2] }",
            .children = "{ thing: a, link: air, profile: tag, address: \"cb-b8-33-4c-88-4f\" },"
                        "{ thing: b, link: air, profile: tag, irk: phone-1 },"
                        "{ thing: c, link: air, profile: tag, ibeacon: "
                        "\"f7826da64fa24e988024bc5b71e0893e/3838/4949\" },"
                        "{ thing: d, link: air, profile: tag, eddystone: "
                        "\"edd1ebeac04e5defa017 0bdb87539b67\" },"
                        "{ thing: e, link: air, profile: tag, name: \"GVH5075_*\" },"
                        "{ thing: f, link: air, profile: tag, serial: \"A4:C1:38:00:00:01\" }"});
  INFO(texts(loaded));
  REQUIRE(loaded);
  const auto& link = std::any_cast<const LinkSettings&>(loaded.fleet.links[0].settings);
  CHECK(link.adapters.size() == 2);
  CHECK(link.by == LinkSettings::By::monitor);
  CHECK(link.learn_formats == std::vector<std::string>{"bthome2"});
  const auto& profile = std::any_cast<const ProfileSettings&>(loaded.fleet.profiles[0].settings);
  CHECK(profile.min_interval == std::chrono::seconds(10));
  CHECK(profile.rssi_floor == std::int8_t{-95});
  std::vector<std::string> keys;
  for (const config::Child& child : loaded.fleet.children) keys.push_back(protocol().place(child.address));
  CHECK(keys == std::vector<std::string>{"address CB:B8:33:4C:88:4F", "irk phone-1",
                                         "ibeacon f7826da6-4fa2-4e98-8024-bc5b71e0893e/3838/4949",
                                         "eddystone edd1ebeac04e5defa0170bdb87539b67", "name GVH5075_*",
                                         "serial A4:C1:38:00:00:01"});
  CHECK(
      std::any_cast<const LinkSettings&>(load({.link = "{ replay: a, speed: max }"}).fleet.links[0].settings)
          .speed == 0);
}

TEST_CASE("what a value is decides the type of its metric, and what it counts its aggregate") {
  const auto metric = [](const char* from) {
    const auto loaded = load({.profile = "{}", .from = from});
    INFO(texts(loaded));
    REQUIRE(loaded);
    return loaded.fleet.profiles[0].metrics[0];
  };
  CHECK(metric("{ ble: temperature_probe_2 }").type == MetricType::number);
  CHECK(metric("{ ble: button }").type == MetricType::string_list);
  CHECK(metric("{ gatt: \"2a26\" }").type == MetricType::string_list);
  CHECK(metric("{ ble: rssi }").aggregate == Aggregate::mean);
  CHECK(metric("{ ble: replays }").aggregate == Aggregate::sum);
  ValueSource source;
  source.ble = OwnValue::replays;
  CHECK(protocol().counts_events(std::any(source)));
  source.ble = OwnValue::advertisements;
  CHECK_FALSE(protocol().counts_events(std::any(source)));
  CHECK(metric("{ gatt: \"2a00\", at: 1, as: uint16 }").type == MetricType::number);
  CHECK(metric("{ gatt: \"2a19\", as: hex }").type == MetricType::string_list);
}

TEST_CASE("plan says what is heard, which key is needed and what subscribing writes; check, what lacks") {
  const auto loaded = load({.from = "{ gatt: \"2a19\", notify: true, every: 1d }"});
  INFO(texts(loaded));
  REQUIRE(loaded);
  const config::Fleet& fleet = loaded.fleet;
  const std::string plan = joined(protocol().plan(fleet.links[0], fleet.profiles[0], fleet.children[0]));
  for (const char* part :
       {"hears address CB:B8:33:4C:88:4F, as bthome2, its values every 10s at most, from -95 dBm on",
        "\"CB:B8:33:4C:88:4F KEY\" of /run/ble.keys", "every 1d, and stays connected",
        "client configuration descriptor"}) {
    INFO(plan);
    CHECK(plan.find(part) != std::string::npos);
  }
  const gatewarden::test::TemporaryFolder folder;
  const auto checked = [](const std::string& file) {
    const auto there = load({.link = "{ keys: \"" + file + "\" }"});
    return joined(protocol().summary(there.fleet, 0, {&there.fleet.children[0]}));
  };
  CHECK(checked(folder / "absent").find("note: ") != std::string::npos);
  CHECK(checked(folder.write("other", "")).find("note: if they encrypt, these have no key: tag-1") !=
        std::string::npos);
  const std::string key = "231d39c1d7cc1ab1aee224cd096db932";
  const std::string fine = checked(folder.write("keys", "CB:B8:33:4C:88:4F " + key + "\n"));
  CHECK(fine.find("note: ") == std::string::npos);
  const std::string broken = checked(folder.write("broken", "CB:B8:33:4C:88:4F " + key + "00\n"));
  CHECK(broken.find("note: ") != std::string::npos);
  CHECK(broken.find(key) == std::string::npos);  // a secret is in no output
}
