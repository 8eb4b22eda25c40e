#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "adapters/ble/commission/advertisement_json.hpp"
#include "adapters/ble/commission/air_scan.hpp"
#include "adapters/ble/commission/dissection.hpp"
#include "adapters/ble/commission/recorder.hpp"
#include "adapters/ble/commission/scan_text.hpp"
#include "adapters/ble/commission/scan_yaml.hpp"
#include "adapters/ble/formats/formats.hpp"
#include "tests/ble/commission/air_rig.hpp"
#include "tests/support/hostile_text.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::ble::test;
using Catch::Matchers::Contains;

namespace {

constexpr const char* kKey = "231d39c1d7cc1ab1aee224cd096db932";

std::string name_element(const std::string& name) {
  return std::string{static_cast<char>(name.size() + 1), '\x09'} + name;
}

// Flags, a name and BTHome's battery of 50 %.
Heard with_name(const std::string& name, Address sender) {
  const std::string payload = name_element(name) + "\x06\x16\xd2\xfc\x40\x01\x32";
  return {sender, {payload.begin(), payload.end()}};
}

Address numbered(std::uint32_t number) {
  Address sender{{0x42, 0, 0, 0, 0, 0}, true};
  for (std::size_t i = 0; i < 4; ++i) sender.bytes[5 - i] = static_cast<std::uint8_t>(number >> 8 * i);
  return sender;
}

}  // namespace

TEST_CASE("an advertisement as JSON has what it says, and null for what is not known") {
  const Keys keys;
  std::string lines;
  AirScan scan(keys, {.json = [&](std::string_view more) { lines += more; }});
  Heard known;
  known.unix_us += 1;
  scan.heard(known.advertisement());
  const Heard stranger{address("00:00:5E:00:53:01", false), bytes_of("020106"), 0, std::nullopt};
  scan.heard(stranger.advertisement());
  CHECK(lines == R"({"t":1790000000.000001,"address":"C1:00:00:00:00:02","address_type":"random","rssi":-67,)"
                 R"("format":"bthome2","encrypted":false,"values":{"battery":50},"error":null})"
                 "\n"
                 R"({"t":0.000000,"address":"00:00:5E:00:53:01","address_type":"public","rssi":null,)"
                 R"("format":null,"encrypted":false,"values":{},"error":null})"
                 "\n");
}

TEST_CASE("a scan keeps devices of a known format and lets strangers go, however many pass") {
  Keys keys;
  keys.bindkeys[address("C1:00:00:00:00:03").bytes] = {};
  AirScan scan(keys, {});
  scan.heard(Heard{}.advertisement());
  scan.heard(Heard{address("C1:00:00:00:00:03"), bytes_of("020106")}.advertisement());
  Heard stranger{numbered(0), bytes_of("020106")};
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    stranger.sender = numbered(i);
    scan.heard(stranger.advertisement());
  }
  CHECK(scan.devices().size() == HeardDevices::kMost);
  CHECK(scan.devices().left_out() == 100'002 - HeardDevices::kMost);
  CHECK(scan.devices().strongest_first().front()->format == "bthome2");
  const std::string text = scan_text(scan.devices(), 0);
  CHECK_THAT(text, Contains("C1:00:00:00:00:03"));
  CHECK_THAT(text, Contains(std::to_string(100'002 - HeardDevices::kMost) + " more devices are not shown"));
}

TEST_CASE("names of strangers do no harm in tables, YAML, JSON and what is told of an advertisement") {
  const Keys keys;
  std::uint32_t number = 0xC0000000;
  for (const std::string& name : gatewarden::test::hostile_texts()) {
    std::string lines;
    AirScan scan(keys, {.json = [&](std::string_view more) { lines += more; }});
    const Heard heard = with_name(name, numbered(number++));
    scan.heard(heard.advertisement());
    gatewarden::test::require_harmless(lines);
    gatewarden::test::require_harmless(scan_text(scan.devices(), 0));
    gatewarden::test::require_harmless(scan_yaml(scan.devices(), {}));
    gatewarden::test::require_harmless(found_text(*scan.devices().strongest_first().front()));
    gatewarden::test::require_harmless(dissect(heard.advertisement(), nullptr).text);
  }
}

TEST_CASE("a scan shows whether a key is needed, and its YAML what to do") {
  // BTHome's published example: 25.06 °C, 50.55 %.
  const Heard sealed{address("54:48:E6:8F:80:A5", false), bytes_of("1216d2fc41e445f3c9962b332211006c7c4519")};
  Keys keys;
  const bool has_key = GENERATE(false, true);
  if (has_key) keys.bindkeys[sealed.sender.bytes] = *parse_bindkey(kKey);
  AirScan scan(keys, {});
  scan.heard(sealed.advertisement());
  const std::string text = scan_text(scan.devices(), 0), yaml = scan_yaml(scan.devices(), {.keys = "/k"});
  CHECK_THAT(text, Contains(has_key ? "fits" : "needed"));
  CHECK((text.find("temperature 25.06 °C, humidity 50.55 %") != std::string::npos) == has_key);
  CHECK((yaml.find("its key belongs into") == std::string::npos) == has_key);
  CHECK_THAT(yaml, Contains("address: \"54:48:E6:8F:80:A5\"") && Contains("keys: \"/k\"") && !Contains(kKey));
}

TEST_CASE("a device whose address changes is not proposed by it") {
  const Keys keys;
  AirScan scan(keys, {});
  scan.heard(Heard{address("4A:00:00:00:00:02"), Heard{}.payload}.advertisement());
  const std::string yaml = scan_yaml(scan.devices(), {});
  CHECK_THAT(yaml, Contains("irk: NAME") && Contains("children: []") && !Contains("\n  - {"));
  AirScan beacon(keys, {});
  const auto ibeacon = bytes_of("1aff4c000215f7826da64fa24e988024bc5b71e0893e0efe1355c5");
  beacon.heard(Heard{address("4A:00:00:00:00:02"), ibeacon}.advertisement());
  if (find_format("ibeacon")) CHECK_THAT(scan_yaml(beacon.devices(), {}), Contains("/3838/4949\" }"));
}

TEST_CASE("a key file has one key a line, and shows none in its errors") {
  const auto keys =
      parse_keys(std::string("# our sensors\r\n\n AA:BB:CC:DD:EE:FF ") + kKey + "\r\n" +
                 "aa-bb-cc-dd-ee-f0\t00112233445566778899aabb\nphone irk ec0234a357c8ad05341010a60a397d9b");
  REQUIRE(keys);
  CHECK(keys->bindkey(address("AA:BB:CC:DD:EE:FF"))->bytes[0] == 0x23);
  CHECK(keys->bindkey(address("AA:BB:CC:DD:EE:F0", false))->size == 12);
  CHECK(keys->bindkey(address("AA:BB:CC:DD:EE:F1")) == nullptr);
  CHECK(keys->identity_keys.at("phone")[15] == 0x9b);

  const std::string key = "SECRET0123456789";
  for (const std::string& line :
       {key, "AA:BB:CC:DD:EE:FF " + key, "AA:BB:CC:DD:EE " + std::string(kKey), "x irk " + key,
        "AA:BB:CC:DD:EE:FF " + std::string(kKey) + " more", std::string(kKey) + " AA:BB:CC:DD:EE:FF",
        "AA:BB:CC:DD:EE:00 " + std::string(kKey) + "\nAA:BB:CC:DD:EE:00 " + std::string(kKey)}) {
    const auto wrong = parse_keys("\n" + line);
    REQUIRE_FALSE(wrong);
    CHECK_THAT(wrong.error(), Contains("line ") && !Contains("SECRET") && !Contains(kKey));
  }

  const gatewarden::test::TemporaryFolder folder;
  const std::string file = folder.write("ble.keys", "AA:BB:CC:DD:EE:FF " + std::string(kKey) + "\n");
  CHECK(read_keys(file));
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  const auto open = read_keys(file);
  REQUIRE_FALSE(open);
  CHECK_THAT(open.error(), Contains("open to others") && Contains("chmod 600"));
}

TEST_CASE("a recording has whole records at any moment, is bounded, and takes no other file's place") {
  const gatewarden::test::TemporaryFolder folder;
  const std::string file = folder / "air.btsnoop";
  bool done = false;
  auto recorder = Recorder::create(file, 2000, [&] { done = true; });
  REQUIRE(recorder);
  CHECK(std::filesystem::file_size(file) == 16);
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms(0077)) ==
        std::filesystem::perms::none);
  Heard large{address("C1:00:00:00:00:02"), std::vector<std::uint8_t>(300, 0)};
  for (int i = 0; i < 100 && !done; ++i) (*recorder)->heard(large.advertisement());
  (*recorder)->flush();
  CHECK(done);
  CHECK((*recorder)->advertisements() > 2);
  CHECK(std::filesystem::file_size(file) == (*recorder)->bytes());
  CHECK((*recorder)->bytes() <= 2000);
  CHECK_FALSE(Recorder::create(file, 2000, {}));

  auto full = Recorder::create("/dev/full", 2000, {});
  CHECK_FALSE(full);
}

TEST_CASE("an advertisement typed in hex is taken apart") {
  const auto payload = parse_payload("0x02 01:06-0616D2FC400132");
  REQUIRE(payload);
  Advertisement advertisement;
  advertisement.payload = *payload;
  const Dissection found = dissect(advertisement, nullptr);
  CHECK(found.sound);
  CHECK_THAT(found.text, Contains("flags         06\n") && Contains("service data  fcd2: 400132\n") &&
                             Contains("format        bthome2\n") && Contains("battery       50 %\n"));
  for (const std::string& wrong : {std::string(), std::string("0"), std::string("02g1"), std::string("020"),
                                   std::string(2 * kMaxPayload + 2, '0')})
    CHECK_FALSE(parse_payload(wrong));
}
