#include <catch2/catch.hpp>

#include "gateway/registry/registry.hpp"

using namespace gatewarden;

namespace {

ThingName name(std::string_view text) { return ThingName::parse(text).value(); }

std::shared_ptr<const Profile> profile(std::size_t metrics) {
  auto made = std::make_shared<Profile>();
  made->name = "p" + std::to_string(metrics);
  for (std::size_t i = 0; i < metrics; ++i) {
    MetricSpec spec;
    spec.name = "m" + std::to_string(i);
    made->metrics.push_back(spec);
  }
  return made;
}

Child child(std::string_view thing, std::size_t metrics) {
  return {name(thing), profile(metrics), "hall-a", false};
}

}  // namespace

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

TEST_CASE("each child's points are consecutive and belong to nobody else") {
  Registry registry;
  const auto first = registry.add(child("a", 3)).value();
  const auto second = registry.add(child("b", 2)).value();
  CHECK(static_cast<unsigned>(registry.first_point(first)) == 0);
  CHECK(static_cast<unsigned>(registry.first_point(second)) == 3);
  CHECK(registry.point_bound() == 5);
  CHECK(registry.find("b") == second);
  CHECK_FALSE(registry.find("c"));
}

TEST_CASE("two children cannot have one name") {
  Registry registry;
  REQUIRE(registry.add(child("a", 1)));
  const auto second = registry.add(child("a", 1));
  REQUIRE_FALSE(second);
  CHECK(second.error().find("\"a\"") != std::string::npos);
  CHECK(registry.size() == 1);
}

TEST_CASE("a removed child's place serves the next one, so reloads do not grow the tables") {
  Registry registry;
  for (int round = 0; round < 100; ++round) {
    const auto device = registry.add(child("meter-" + std::to_string(round), 4)).value();
    REQUIRE(registry.contains(device));
    registry.remove(device);
    REQUIRE_FALSE(registry.contains(device));
  }
  CHECK(registry.device_bound() == 1);
  CHECK(registry.point_bound() == 4);
}

TEST_CASE("listeners hear of every child while it can still be looked up") {
  struct Listener : RegistryListener {
    explicit Listener(Registry& r) : registry(r) { r.listen(this); }
    void added(DeviceId device, PointId) override { heard += "+" + registry.child(device).thing.text(); }
    void removed(DeviceId device) override { heard += "-" + registry.child(device).thing.text(); }
    Registry& registry;
    std::string heard;
  };
  Registry registry;
  Listener listener(registry);
  const auto device = registry.add(child("a", 1)).value();
  registry.remove(device);
  CHECK(listener.heard == "+a-a");
}

TEST_CASE("standard metrics are known by their own names, everything else is custom") {
  CHECK(standard_role("bytes_in") == MetricRole::bytes_in);
  CHECK(standard_role("listening_tcp_ports") == MetricRole::listening_tcp_ports);
  CHECK_FALSE(standard_role("voltage_l1"));
  CHECK(default_merge(MetricRole::bytes_in, MetricType::number) == Merge::delta);
  CHECK(type_of(MetricRole::established_connections) == MetricType::connections);
}

TEST_CASE("custom metric names follow CreateCustomMetric") {
  CHECK(check_custom_name("voltage_l1"));
  CHECK(check_custom_name("a:b-c"));
  CHECK_FALSE(check_custom_name("aws:all-bytes-in"));
  CHECK_FALSE(check_custom_name("pump speed.rpm"));
  CHECK_FALSE(check_custom_name(""));
  CHECK_FALSE(check_custom_name(std::string(129, 'a')));
}
