#include "gateway/registry/thing_name.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

TEST_CASE("a registered thing name takes the service's alphabet and length, nothing else") {
  CHECK(ThingName::parse("plant7-gw:meter_4"));
  CHECK(ThingName::parse(std::string(128, 't')));
  for (const char* bad : {"", "a b", "a.b", "caf\xc3\xa9", "a/b", "a+b", "a#b", "bell\x07"}) {
    INFO(bad);
    CHECK_FALSE(ThingName::parse(bad));
  }
  CHECK_FALSE(ThingName::parse(std::string(129, 't')));
}

TEST_CASE("an unregistered thing name is any UTF-8 of one topic level without control characters") {
  const auto rule = ThingName::Rule::unregistered;
  CHECK(ThingName::parse("press 1.caf\xc3\xa9", rule));
  CHECK(ThingName::parse("\xf0\x9f\x8f\xad", rule));
  for (const char* bad : {"", "a/b", "a+b", "a#b", "bell\x07", "\x7f", "\xc2\x85", "\xff", "\xc0\xaf",
                          "\xed\xa0\x80", "\xe2\x82"}) {
    INFO(bad);
    CHECK_FALSE(ThingName::parse(bad, rule));
  }
  CHECK(ThingName::parse(std::string(126, 'x') + "\xc3\xa9", rule));
  CHECK_FALSE(ThingName::parse(std::string(127, 'x') + "\xc3\xa9", rule));
}

TEST_CASE("a thing name's error names the remedy") {
  CHECK(ThingName::parse("a b").error().find("gateway.names: unregistered") != std::string::npos);
  CHECK(ThingName::parse("a/b").error().find("one topic level") != std::string::npos);
}

TEST_CASE("a name that is too long says how long it is") {
  CHECK(ThingName::parse(std::string(130, 't')).error() ==
        "a thing name has at most 128 bytes, this one has 130");
}

TEST_CASE("names are equal, and ordered, by their bytes") {
  const auto name = [](std::string_view text) { return ThingName::parse(text).value(); };
  CHECK(name("meter-1") == name("meter-1"));
  CHECK(name("Meter-1") != name("meter-1"));
  CHECK(name("Meter-1") < name("meter-1"));
}
