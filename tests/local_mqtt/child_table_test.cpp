#include "adapters/local_mqtt/child_table.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tests/local_mqtt/recording_sink.hpp"

using namespace gatewarden;
using namespace gatewarden::local_mqtt;
using namespace gatewarden::local_mqtt::test;
using namespace std::chrono_literals;

namespace {

const auto kPress = profile({{"temp", "/temp"}});

const TopicChild& at(const ChildTable& table, std::uint32_t device) {
  const TopicChild* child = table.find(DeviceId{device});
  REQUIRE(child != nullptr);
  return *child;
}

std::uint64_t samples(const ChildTable& table, std::uint32_t device) {
  return at(table, device).health.snapshot({}, SteadyTime{}, "").samples;
}

void sample(ChildTable& table, std::string_view topic) {
  Reading reading;
  reading.samples = 1;
  table[table.find(topic)].health.took(reading);
}

Assignment without_address(std::uint32_t device, std::uint32_t first) {
  Assignment made = child(device, first, "", kPress);
  made.address.reset();
  return made;
}

}  // namespace

TEST_CASE("children are found by topic and by id, those of one topic in a chain") {
  ChildTable table;
  CHECK(table.find("a") == FlatIndex::kNone);
  CHECK(table.find(DeviceId{0}) == nullptr);
  table.assign({child(7, 10, "a", kPress), child(8, 20, "b", kPress), child(9, 30, "a", kPress),
                child(10, 40, "a", kPress)});
  std::set<DeviceId> on_topic;
  for (std::uint32_t i = table.find("a"); i != FlatIndex::kNone; i = table[i].next) {
    on_topic.insert(table[i].device);
  }
  CHECK(on_topic == std::set<DeviceId>{DeviceId{7}, DeviceId{9}, DeviceId{10}});
  CHECK(table[table.find("a")].device == DeviceId{7});
  CHECK(at(table, 8).topic == "b");
  CHECK(table.find("c") == FlatIndex::kNone);
}

TEST_CASE("a child that stays on its topic and points keeps what is known of it") {
  ChildTable table;
  table.assign({child(0, 10, "a", kPress), child(1, 20, "b", kPress), child(2, 30, "c", kPress)});
  for (const char* topic : {"a", "b", "c"}) sample(table, topic);
  const auto other = profile({{"hum", "/hum"}});
  table.assign({child(2, 31, "c", kPress), child(1, 20, "d", kPress), child(0, 10, "a", other)});
  CHECK(samples(table, 0) == 1);
  CHECK(samples(table, 1) == 0);
  CHECK(samples(table, 2) == 0);
  CHECK(table.plan(at(table, 0)).profile == other);
  CHECK(table.find("b") == FlatIndex::kNone);
}

TEST_CASE("a learned child keeps its topic over a reload that names it without one") {
  ChildTable table;
  const std::uint32_t position = table.add(without_address(5, 50), "sensors/press-7");
  CHECK(table.find("sensors/press-7") == position);
  sample(table, "sensors/press-7");
  table.assign({without_address(5, 50), without_address(6, 60)});
  CHECK(at(table, 5).topic == "sensors/press-7");
  CHECK(samples(table, 5) == 1);
  CHECK(table.find(DeviceId{6}) == nullptr);
}

TEST_CASE("a child that is removed leaves those on its topic in their chain, and its place to another") {
  ChildTable table;
  table.assign({child(7, 10, "a", kPress), child(8, 20, "a", kPress), child(9, 30, "a", kPress)});
  for (const std::uint32_t gone : {7u, 9u}) table.remove(DeviceId{gone});
  table.remove(DeviceId{7});  // it is not here
  REQUIRE(table.find("a") != FlatIndex::kNone);
  CHECK(table[table.find("a")].device == DeviceId{8});
  CHECK(table[table.find("a")].next == FlatIndex::kNone);
  CHECK(table.size() == 1);
  table.remove(DeviceId{8});
  CHECK(table.find("a") == FlatIndex::kNone);
  CHECK(table.topics().empty());
  table.add(without_address(8, 20), "b");
  CHECK(at(table, 8).topic == "b");
  CHECK(table.size() == 1);
}

TEST_CASE("children that come and go in any order are found, and those that went are not") {
  ChildTable table;
  std::set<std::uint32_t> here;
  std::uint32_t random = 1;
  for (int i = 0; i < 20'000; ++i) {
    random = random * 1664525u + 1013904223u;
    const std::uint32_t device = (random >> 8) % 300;
    if (here.insert(device).second) {
      table.add(without_address(device, device), "t/" + std::to_string(device % 200));
    } else {
      here.erase(device);
      table.remove(DeviceId{device});
    }
    const std::uint32_t other = (random >> 16) % 300;
    REQUIRE((table.find(DeviceId{other}) != nullptr) == here.contains(other));
  }
  CHECK(table.size() == here.size());
  std::size_t in_chains = 0;
  for (std::uint32_t topic = 0; topic < 200; ++topic) {
    for (auto i = table.find("t/" + std::to_string(topic)); i != FlatIndex::kNone; i = table[i].next)
      ++in_chains;
  }
  CHECK(in_chains == here.size());
}
