// Payloads that are right in form and odd in content: what cannot be, what is not there, more than there is room for.
#include <sstream>

#include "adapters/ble/formats/formats.hpp"
#include "tests/ble_formats/sealing.hpp"
#include "tests/ble_formats/vectors.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::test;

namespace {

const Address kSender{{0xA4, 0xC1, 0x38, 0, 0, 1}, false};

// "fault: name=value name=value", as a person would write it down.
std::string told(const Octets& payload) {
  const Elements elements(payload);
  SenderState state;
  Decoded decoded;
  decode({elements, kSender, {}}, state, decoded);
  std::ostringstream text;
  text << to_text(decoded.fault) << ":";
  for (const Value& value : decoded.values()) {
    text << " " << to_text(value.name) << "=";
    if (const auto* number = std::get_if<Number>(&value.content)) {
      text << number->as_double();
    } else {
      text << std::get<std::string_view>(value.content);
    }
  }
  return text.str();
}

struct Case {
  const char *data, *says;
};

void check(const std::string& service, std::initializer_list<Case> cases) {
  for (const Case& one : cases) {
    INFO(one.data);
    CHECK(told(element(0x16, bytes_of(service + one.data))) == one.says);
  }
}

}  // namespace

TEST_CASE("BTHome leaves out what cannot be, and reads on") {
  check(
      "d2fc40",
      {
          {"016402d007", ": battery=100 temperature=20"},
          {"016502d007", "implausible: temperature=20"},
          {"031127", "implausible:"},  // 100.01 %
          {"031027", ": humidity=100"},
          {"2eff2f65", "implausible:"},
          {"024c9545ffff", "implausible: temperature=-0.1"},  // -273.16 degrees
          {"024d95", ": temperature=-273.15"},
          {"0f01100211ff2d00", "implausible: generic=1 window=0"},
          {"3a003a073a01", "implausible: button_3=press"},
          {"3c00003c03053c0100", "implausible: dimmer_3=rotate_left dimmer_steps_3=0"},
          {"3b00003b0101ff3b020300013b0105",
           "truncated: command=off command_2=on command_argument_2=255 command_3=step_up command_argument_3=256"},
          {"3be001", ": command=on"},  // what is above the length is reserved
          {"3b09020102030405060708090150", "implausible: battery=80"},
          {"53005400", ": text= raw="},
          {"5302", "truncated:"},
          {"54", "truncated:"},
          {"f1ffffffff", ": firmware=255.255.255.255"},
          {"f1000000", "truncated:"},
          {"0150ff", "unknown_object: battery=80"},
          {"3e00000080", ": count=2.14748e+09"},
          {"5b00000080", ": count=-2.14748e+09"},
          {"0001000200030150", ": packet_id=1 packet_id_2=2 packet_id_3=3 battery=80"},
      });
  check("d2fc", {
                    {"", "truncated:"},
                    {"00", "unsupported_version:"},
                    {"20", "unsupported_version:"},
                    {"e0", "unsupported_version:"},
                    {"5c0150", ": battery=80"},  // reserved bits
                    {"42", "truncated:"},
                    {"4201000038c1", "truncated:"},
                    {"4201000038c1a40150", ": battery=80"},
                    {"4202000038c1a40150", "address_mismatch:"},
                });
}

TEST_CASE("BTHome 1 skips what it does not know, by its length") {
  check("1c18", {
                    {"02ee01020150", "unknown_object: battery=80"},
                    {"00020150", "unknown_object: battery=80"},
                    {"1f01", "truncated:"},
                    {"02", "truncated:"},
                    {"060101000000", "truncated:"},
                    {"0701010000000000020150", "unknown_object: battery=80"},  // no number of six bytes
                    {"0101020150", "unknown_object: battery=80"},              // nor of none
                    {"020214030201500101", "unknown_object: temperature=0.2 temperature_2=204.81"},
                    {"43020040", ": temperature=0.02"},  // 2.0 as half a float
                    {"4302007c", "implausible:"},        // infinite
                    {"45020000807f", "implausible:"},
                    {"49020000000000004940", ": temperature=0.5"},
                    {"6400486961", ": text=Hia"},
                    {"870001000038c1a4020150", ": battery=80"},
                    {"020150870002000038c1a4", "address_mismatch:"},
                    {"033c0105", ": dimmer=rotate_left dimmer_steps=5"},
                });
}

TEST_CASE("MiBeacon objects of another length or with unknown words give nothing") {
  check("95fe40505b0507",
        {
            {"0a100132", ": battery=50 product_id=1371 packet_id=7"},
            {"0a10020032", "unknown_object: product_id=1371 packet_id=7"},
            {"0a100165", "implausible: product_id=1371 packet_id=7"},
            {"0a1000", "unknown_object: product_id=1371 packet_id=7"},
            {"0a10", "truncated: product_id=1371 packet_id=7"},
            {"06100270ff0a100132", "implausible: battery=50 product_id=1371 packet_id=7"},
            {"014c040000c07f", "implausible: product_id=1371 packet_id=7"},
            {"19100103", "implausible: product_id=1371 packet_id=7"},
            {"04480103", "implausible: product_id=1371 packet_id=7"},
            {"01100300000301100301000104",
             "truncated: button=triple_press button_2=double_press channel=1 product_id=1371 packet_id=7"},
            {"011003020001011003000007",
             "implausible: button=double_press channel=2 product_id=1371 packet_id=7"},
            {"0c4a000e4a00", ": button=press button_2=long_press product_id=1371 packet_id=7"},
            {"0300001b1000", ": motion=1 motion_2=0 product_id=1371 packet_id=7"},
            {"0f4a001a4a00", ": opening=1 forced=1 opening_2=1 left_open=1 product_id=1371 packet_id=7"},
        });
  // Products whose buttons differ.
  check("95fe4050",
        {
            {"691501011003010002", ": button=double_press key=right product_id=5481 packet_id=1"},
            {"fd0d01011003060001", ": button=long_press key=all product_id=3581 packet_id=1"},
            {"b6030101100300fd04", ": dimmer=rotate_left dimmer_steps=3 product_id=950 packet_id=1"},
            {"b60301011003000203", ": button=press button_count=2 product_id=950 packet_id=1"},
            {"4919010c4a0103", ": button=press key=both product_id=6473 packet_id=1"},
            {"101c010c4e010f", ": button=double_press product_id=7184 packet_id=1"},
            {"613a010d560104", ": button=double_press key=right product_id=14945 packet_id=1"},
            {"f607010f0003640000", ": motion=1 light=1 product_id=2038 packet_id=1"},
            {"8b0901071003010000", ": light=0 product_id=2443 packet_id=1"},
            {"8346013c480102", ": occupancy=0 product_id=18051 packet_id=1"},
        });
  check("95fe", {
                    {"40505b05", "truncated:"},
                    {"10005b0507", "unsupported_version:"},
                    {"50505b050701000038c1", "truncated:"},
                    {"60505b0507", "truncated:"},
                    {"60505b050720", "truncated:"},
                    {"60505b050720000a100132", ": battery=50 product_id=1371 packet_id=7"},
                    {"08505b05070a100132", ": product_id=1371 packet_id=7"},  // sealed, but without an object
                });
}

TEST_CASE(
    "thermometers under the service of everybody are known by their length, and only by their own address") {
  check("1a18", {
                    {"a4c13800000100d7655f0bf819",
                     "implausible: temperature=21.5 battery=95 battery_voltage=3.064 packet_id=25"},
                    {"a4c13800000200d72f5f0bf819", "address_mismatch:"},
                    {"01000038c1a4a906692ab60b65f7",
                     "implausible: temperature=17.05 battery_voltage=2.998 packet_id=247"},
                    {"02000038c1a4a9066911b60b58f7", "address_mismatch:"},
                    {"000000000000", ":"},
                });
}

TEST_CASE("an advertisement with more values than there is room for says so") {
  Octets objects{0xD2, 0xFC, 0x40}, many;
  for (int i = 0; i < 120; ++i) objects.insert(objects.end(), {0x09, static_cast<std::uint8_t>(i)});
  const Elements elements(many = element(0x16, objects));
  SenderState state;
  Decoded decoded;
  decode({elements, kSender, {}}, state, decoded);
  CHECK(decoded.fault == Fault::truncated);
  REQUIRE(decoded.values().size() == Decoded::kMaxValues);
  CHECK(to_text(decoded.values().back().name) == "count_64");

  Octets raw{0xD2, 0xFC, 0x40, 0x54, 200};
  raw.insert(raw.end(), 200, 0xAB);
  const Octets twice = joined({element(0x16, raw), element(0x16, raw)});
  CHECK(told(twice).size() == std::string(": raw=").size() + 400);  // the first of equal services
}

TEST_CASE("hostile payloads are bounded in every list") {
  Octets payload;
  for (int i = 0; i < 200; ++i)
    payload = joined({payload, element(0xFF, {1, 0, static_cast<std::uint8_t>(i)})});
  const Elements companies(payload);
  CHECK(companies.truncated());
  CHECK(companies.manufacturer_data().size() == Elements::kMaxOfAKind);
  const Elements services(payload = element(0x03, Octets(2 * 65, 7)));
  CHECK(services.truncated());
  CHECK(services.listed().size() == Elements::kMaxServices);
  CHECK_FALSE(Elements(element(0x03, Octets(2 * 64, 7))).truncated());
  for (const std::uint8_t type : {0x01, 0x0A, 0x16, 0x20, 0x21, 0xFF})
    CHECK(Elements(Octets{1, type}).truncated());
  for (const std::uint8_t type : {0x02, 0x05, 0x07}) CHECK(Elements(Octets{4, type, 1, 2, 3}).truncated());
  Octets long_one;  // of elements that are sound, one by one
  while (long_one.size() < kMaxPayload) long_one = joined({long_one, {1, 0x77}});
  CHECK_FALSE(Elements(long_one).truncated());
  CHECK(Elements(long_one = joined({long_one, {1, 0x77}})).truncated());
  CHECK_FALSE(Elements(Octets(kMaxPayload, 0)).truncated());
  // A complete name wins over a shortened one, whatever comes first; of equals the first.
  for (const char* names : {"0208410209420209430208 44", "02094202084102084402 0943"}) {
    std::string hex(names);
    std::erase(hex, ' ');
    const auto bytes = bytes_of(hex);
    const Elements named(bytes);
    CHECK(named.name() == "B");
    CHECK(named.name_is_complete());
  }
}
