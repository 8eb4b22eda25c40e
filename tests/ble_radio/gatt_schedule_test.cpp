#include "adapters/ble/gatt/gatt_schedule.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "adapters/ble/gatt/gatt_values.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using std::chrono::minutes, std::chrono::seconds, std::chrono::hours;

namespace {

const Uuid kLevel = Uuid::of(0x2A19), kTemperature = Uuid::of(0x2A6E);

GattDevice device(std::uint32_t number, Duration every, bool subscribe = false) {
  return {number, {{kLevel, every, false}, {kTemperature, {}, subscribe}}};
}

struct Turns {
  GattSchedule schedule;
  SteadyTime now{hours(1)};

  void all_seen(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i)
      schedule.seen(i, Address{{0xC0, 0, 0, 0, 0, std::uint8_t(i)}, true}, 0, now);
  }
};

}  // namespace

TEST_CASE("a device that never answers costs the others nothing, and is asked ever more rarely") {
  Turns turns;
  turns.schedule.assign({device(0, minutes(1)), device(1, minutes(1)), device(2, minutes(1))}, turns.now);
  std::map<std::uint32_t, int> asked;
  Duration paused{};
  for (const SteadyTime end = turns.now + hours(12); turns.now < end; turns.now += seconds(1)) {
    turns.all_seen(3);
    const auto turn = turns.schedule.next(turns.now);
    if (!turn) continue;
    CHECK_FALSE(turns.schedule.next(turns.now));  // one at a time
    ++asked[turn->device];
    const bool dead = turn->device == 1;
    const Duration took = dead ? kMaxPause : Duration(seconds(2));
    turns.now += took;
    paused += took;
    turns.schedule.ended(turn->device, dead ? "it did not take the connection" : "", false, turns.now);
  }
  CHECK(asked[0] >= 12 * 55);
  CHECK(asked[2] >= 12 * 55);
  CHECK(asked[1] >= 12);
  CHECK(asked[1] <= 20);
  CHECK(turns.schedule.device(1).failures == static_cast<std::uint64_t>(asked[1]));
  CHECK(turns.schedule.device(1).why == "it did not take the connection");
}

TEST_CASE("however many devices do not answer, half of the time is left to listen") {
  Turns turns;
  std::vector<GattDevice> many;
  for (std::uint32_t i = 0; i < 200; ++i) many.push_back(device(i, minutes(1)));
  turns.schedule.assign(many, turns.now);
  Duration paused{};
  const SteadyTime begin = turns.now;
  while (turns.now - begin < hours(1)) {
    turns.all_seen(200);
    if (const auto turn = turns.schedule.next(turns.now)) {
      turns.now += kMaxPause;
      paused += kMaxPause;
      turns.schedule.ended(turn->device, "no answer", false, turns.now);
    }
    turns.now += seconds(1);
  }
  CHECK(paused <= (turns.now - begin) * 51 / 100);
  CHECK(paused >= (turns.now - begin) * 40 / 100);
}

TEST_CASE("only a device that was just heard has a turn, at the address it has then") {
  Turns turns;
  turns.schedule.assign({device(0, minutes(1))}, turns.now);
  CHECK_FALSE(turns.schedule.next(turns.now));
  turns.all_seen(1);
  turns.now += seconds(31);
  CHECK_FALSE(turns.schedule.next(turns.now));
  const Address moved{{0x40, 9, 9, 9, 9, 9}, true};
  turns.schedule.seen(0, moved, 3, turns.now);
  const auto turn = turns.schedule.next(turns.now);
  REQUIRE(turn);
  CHECK(turn->address == moved);
  CHECK(turn->adapter == 3);
  CHECK(turn->points.size() == 1);
}

TEST_CASE("no more devices stay connected than may, and one that was lost is subscribed again") {
  Turns turns;
  std::vector<GattDevice> many;
  for (std::uint32_t i = 0; i < kMaxHeld + 1; ++i) many.push_back(device(i, {}, true));
  turns.schedule.assign(many, turns.now);
  std::size_t held = 0;
  for (int i = 0; i < 100; ++i, turns.now += seconds(5)) {
    turns.all_seen(kMaxHeld + 1);
    if (const auto turn = turns.schedule.next(turns.now)) {
      turns.schedule.ended(turn->device, "", true, turns.now);
      ++held;
    }
  }
  CHECK(held == kMaxHeld);
  CHECK_THAT(turns.schedule.device(kMaxHeld).why, Catch::Contains("not subscribed"));
  turns.schedule.lost(0, turns.now);
  turns.all_seen(kMaxHeld + 1);
  const auto turn = turns.schedule.next(turns.now);
  REQUIRE(turn);
  CHECK(turn->device == kMaxHeld);
}

TEST_CASE("characteristics of many devices are values; a sentinel is none, a wrong length a fault") {
  struct Case {
    std::uint16_t uuid;
    std::vector<std::uint8_t> bytes;
    const char* name;  // empty: none
    double number;
    Fault fault;
  };
  const Case cases[] = {
      {0x2A19, {99}, "battery", 99, Fault::none},
      {0x2A19, {101}, "", 0, Fault::implausible},
      {0x2A6E, {0x34, 0xF8}, "temperature", -19.96, Fault::none},
      {0x2A6E, {0x00, 0x80}, "", 0, Fault::none},
      {0x2A6E, {0x00}, "", 0, Fault::truncated},
      {0x2A1F, {0xF5, 0x00}, "temperature", 24.5, Fault::none},
      {0x2A6F, {0x88, 0x13}, "humidity", 50, Fault::none},
      {0x2A6F, {0xFF, 0xFF}, "", 0, Fault::none},
      {0x2A6D, {0xCD, 0x75, 0x0F, 0x00}, "pressure", 1013.197, Fault::none},
      {0x2AFB, {0x10, 0x27, 0x00}, "illuminance", 100, Fault::none},
      {0x2B8C, {0xB0, 0x04}, "co2", 1200, Fault::none},
  };
  for (const Case& one : cases) {
    INFO(std::hex << one.uuid);
    Decoded decoded;
    REQUIRE(decode_characteristic(Uuid::of(one.uuid), one.bytes, decoded));
    CHECK(decoded.fault == one.fault);
    REQUIRE(decoded.values().size() == (*one.name ? 1 : 0));
    if (!*one.name) continue;
    CHECK(to_text(decoded.values()[0].name) == one.name);
    CHECK(std::get<Number>(decoded.values()[0].content).as_double() == one.number);
  }
  Decoded decoded;
  const std::string text("2.31\0\0", 6);
  REQUIRE(decode_characteristic(
      Uuid::of(0x2A26), Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), decoded));
  CHECK(std::get<std::string_view>(decoded.values()[0].content) == "2.31");
  CHECK_FALSE(decode_characteristic(Uuid::of(0x2A00 + 0xFF), {}, decoded));
}
