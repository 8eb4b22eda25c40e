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

TEST_CASE("every child is found by its name, however many were added since") {
  Registry registry;
  std::vector<DeviceId> devices;
  for (int i = 0; i < 5000; ++i) devices.push_back(registry.add(child("m-" + std::to_string(i), 1)).value());
  for (int i = 0; i < 5000; ++i) REQUIRE(registry.find("m-" + std::to_string(i)) == devices[i]);
  CHECK(registry.size() == 5000);
}

TEST_CASE("a removed child's points serve only a child with as many metrics") {
  Registry registry;
  const auto small = registry.add(child("small", 2)).value();
  const PointId free = registry.first_point(small);
  registry.remove(small);
  const auto large = registry.add(child("large", 3)).value();
  CHECK(registry.first_point(large) != free);
  const auto same = registry.add(child("same", 2)).value();
  CHECK(registry.first_point(same) == free);
  CHECK(registry.point_bound() == 5);
}

TEST_CASE("a removed child is not found and not visited, and its name is free again") {
  Registry registry;
  const auto first = registry.add(child("a", 1)).value();
  registry.add(child("b", 1)).value();
  registry.remove(first);
  CHECK_FALSE(registry.find("a"));
  CHECK_FALSE(registry.contains(first));
  CHECK(registry.size() == 1);
  std::string visited;
  registry.for_each([&](DeviceId, const Child& visiting) { visited += visiting.thing.text(); });
  CHECK(visited == "b");
  CHECK(registry.add(child("a", 1)));
}

TEST_CASE("a device nobody added is not contained") {
  Registry registry;
  CHECK_FALSE(registry.contains(DeviceId{0}));
  CHECK_FALSE(registry.contains(DeviceId{4711}));
}

TEST_CASE("a child keeps what it was added with, also that it was learned") {
  Registry registry;
  Child learned = child("a", 2);
  learned.learned = true;
  const auto device = registry.add(std::move(learned)).value();
  CHECK(registry.child(device).learned);
  CHECK(registry.child(device).link == "hall-a");
  CHECK(registry.child(device).profile->metrics.size() == 2);
}

TEST_CASE("a child without metrics takes no points") {
  Registry registry;
  registry.add(child("a", 0)).value();
  const auto second = registry.add(child("b", 1)).value();
  CHECK(registry.point_bound() == 1);
  CHECK(registry.first_point(second) == PointId{0});
}

TEST_CASE("a name that is refused changes nothing, and no listener hears of it") {
  struct Listener : RegistryListener {
    void added(DeviceId, PointId) override { ++heard; }
    void removed(DeviceId) override { ++heard; }
    int heard = 0;
  } listener;
  Registry registry;
  registry.add(child("a", 1)).value();
  registry.listen(&listener);
  CHECK_FALSE(registry.add(child("a", 7)));
  CHECK(listener.heard == 0);
  CHECK(registry.device_bound() == 1);
  CHECK(registry.point_bound() == 1);
}

TEST_CASE("a child that moves keeps its id and points, and nobody is told that it came or went") {
  struct Told final : RegistryListener {
    void added(DeviceId, PointId) override { ++count; }
    void removed(DeviceId) override { ++count; }
    int count = 0;
  } told;
  Registry registry;
  registry.listen(&told);
  const auto before = registry.add(child("a", 1)).value();
  const auto device = registry.add(child("b", 3)).value();
  const PointId first = registry.first_point(device);
  registry.move(device, "hall-b", true);
  CHECK(registry.child(device).link == "hall-b");
  CHECK(registry.child(device).learned);
  CHECK(registry.find("b") == device);
  CHECK(registry.first_point(device) == first);
  CHECK(registry.child(before).link == "hall-a");
  CHECK(told.count == 2);
}
