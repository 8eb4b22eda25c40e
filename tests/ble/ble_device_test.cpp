// What is strange about a device, each watch by itself.
#include <catch2/catch.hpp>

#include "adapters/ble/device/ahead_counter.hpp"
#include "adapters/ble/device/counter_watch.hpp"
#include "adapters/ble/device/device_record.hpp"
#include "adapters/ble/device/rate_watch.hpp"
#include "adapters/ble/device/rssi_watch.hpp"
#include "adapters/ble/identity/address_history.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace std::chrono_literals;
using Fall = CounterWatch::Fall;

namespace {

struct Seen {
  std::uint32_t counter;
  std::uint8_t bits;
  Duration after;
  Fall means;
  std::uint16_t adapter = 0;
};

}  // namespace

TEST_CASE(
    "a counter that falls is a reboot near zero, else out of order; a wrap and two adapters' disorder are neither") {
  const std::vector<std::vector<Seen>> courses{
      {{65530, 16, 10s, Fall::none},
       {65534, 16, 10s, Fall::none},
       {0, 16, 10s, Fall::none}},  // Ruuvi 5 leaves 65535 out
      {{250, 8, 10s, Fall::none},
       {255, 8, 10s, Fall::none},
       {0, 8, 10s, Fall::none},
       {4, 8, 10s, Fall::none}},
      {{0xFFFFFD, 24, 10s, Fall::none}, {0xFFFFFE, 24, 10s, Fall::none}, {0, 24, 10s, Fall::none}},
      {{5000, 16, 10s, Fall::none}, {3, 16, 10s, Fall::reboot}, {4, 16, 10s, Fall::none}},
      {{205, 16, 10s, Fall::none},
       {1000, 16, 10s, Fall::none},
       {300, 16, 10s, Fall::out_of_order},
       {1001, 16, 10s, Fall::none}},
      {{100, 8, 10s, Fall::none}, {80, 8, 10s, Fall::out_of_order}},
      {{100, 8, 10s, Fall::none}, {80, 8, 10min, Fall::none}},  // it may have come round
      {{1000, 16, 10s, Fall::none}, {998, 16, 1s, Fall::none, 1}, {1001, 16, 1s, Fall::none}},
      {{1000, 16, 10s, Fall::none}, {998, 16, 1s, Fall::out_of_order, 0}},
  };
  for (const auto& course : courses) {
    CounterWatch watch;
    SteadyTime at{1h};
    for (const Seen& seen : course) {
      Decoded decoded;
      decoded.format = "ruuvi5";
      decoded.counter = seen.counter;
      decoded.counter_bits = seen.bits;
      at += seen.after;
      INFO(seen.counter << " of " << int{seen.bits} << " bits");
      CHECK(watch.saw(decoded, seen.adapter, at) == seen.means);
    }
  }
}

TEST_CASE("an uptime falls at a reboot only, but for its wrap; of two formats one is watched") {
  CounterWatch watch;
  SteadyTime at{1h};
  const auto saw = [&](std::uint32_t uptime, const char* format) {
    Decoded decoded;
    decoded.format = format;
    decoded.since_start = uptime;
    return watch.saw(decoded, 0, at += 10s);
  };
  static const char kTlm[] = "eddystone-tlm", kOther[] = "mikrotik";
  CHECK(saw(100, kTlm) == Fall::none);
  CHECK(saw(5, kOther) == Fall::none);
  CHECK(saw(110, kTlm) == Fall::none);
  CHECK(saw(3, kTlm) == Fall::reboot);
  CHECK(saw(0xFFFFFF00, kTlm) == Fall::none);
  CHECK(saw(5, kTlm) == Fall::none);
}

TEST_CASE("an RSSI jump is one of the mean, and of one adapter") {
  RssiWatch watch;
  int jumps = 0;
  const auto hear = [&](int times, int rssi, std::uint16_t adapter) {
    for (int i = 0; i < times; ++i) jumps += watch.heard(adapter, static_cast<std::int8_t>(rssi + i % 3));
  };
  hear(40, -60, 0);
  hear(40, -85, 1);  // another adapter hears it from elsewhere
  hear(3, -90, 0);   // somebody passes by
  hear(20, -60, 0);
  CHECK(jumps == 0);
  hear(40, -80, 0);
  CHECK(jumps == 1);  // told once
}

TEST_CASE("a silent device keeps its habit, and a deaf radio none of its windows") {
  RateWatch watch;
  for (int window = 0; window < 12; ++window) {
    for (int i = 0; i < 30; ++i) watch.heard();
    CHECK(watch.close(5min, 1)->a_minute == 6);
  }
  for (int i = 0; i < 15; ++i) watch.heard();
  CHECK(watch.close(5min, 0.5)->to_habit == Approx(100));
  CHECK_FALSE(watch.close(5min, 0.05));
  CHECK(watch.close(5min, 1)->to_habit == 0.0);
  CHECK(std::chrono::round<std::chrono::seconds>(watch.longest_silence(1).value()) == 100s);
}

TEST_CASE("what is remembered of a device is read again, and nothing else is") {
  DeviceRecord record;
  record.counter = {"0123abcd", 4294967290, 4294967295};
  Traits traits;
  traits.services.add(0xDEADBEEF);
  traits.services.add(7);
  traits.companies.add(0x0499);
  traits.name = 0xFFFFFFFFFFFFFFFF;
  record.traits = traits;
  const std::string text = to_text(record);
  CHECK(
      text ==
      "ble1 key=0123abcd last=4294967290 ahead=4294967295 services=deadbeef,7 companies=499 formats= name=ffffffffffffffff");
  CHECK(to_text(parse_device_record(text)) == text);
  record.counter.reset();
  CHECK(to_text(parse_device_record(to_text(record))) == to_text(record));
  for (const char* other :
       {"", "ble2 key=0 last=1 ahead=2", "ble1 key=0 last=x ahead=2", "ble1 last=1 ahead=2", "{}",
        "ble1 services=1 companies=2 formats=zz name=1", "ble1 services=1"}) {
    const DeviceRecord read = parse_device_record(other);
    INFO(other);
    CHECK_FALSE(read.counter);
    CHECK_FALSE(read.traits);
  }
  for (std::size_t cut = 0; cut < text.find("name="); ++cut)
    CHECK_FALSE(parse_device_record(text.substr(0, cut)).traits);
}

TEST_CASE("the ceiling of a counter lies above what comes until the next commit, and is seldom written") {
  AheadCounter ahead;
  int writes = 0;
  SteadyTime at{1h};
  std::uint32_t counter = 100;
  for (int i = 0; i < 1000; ++i, counter += 1, at += 60s) {
    writes += ahead.accepted(counter, at);
    REQUIRE(ahead.ceiling() > counter);
    REQUIRE(ahead.ceiling() - counter <= 4);
  }
  CHECK(writes < 550);
  CHECK(ahead.accepted(counter + 1'000'000, at));  // one leap says nothing of the next
  CHECK(ahead.ceiling() - ahead.last() <= 12);
  ahead.accepted(0xFFFFFFFF, at);
  CHECK(ahead.ceiling() == 0xFFFFFFFF);
  ahead.stopped();
  CHECK(ahead.ceiling() == ahead.last());
}

TEST_CASE("an address that comes back is one device for late packets, and another for one that is alive") {
  using Sighting = AddressHistory::Sighting;
  AddressHistory history;
  SteadyTime at{1h};
  CHECK(history.heard(1, at) == Sighting::same);
  CHECK(history.heard(2, at += 15min) == Sighting::moved);
  CHECK(history.heard(1, at += 1s) == Sighting::same);  // heard late by another adapter
  CHECK(history.heard(1, at += 1min) == Sighting::conflict);
  CHECK(history.heard(2, at += 1min) == Sighting::conflict);
  CHECK(history.heard(1, at += 30min) == Sighting::moved);
  for (const std::uint64_t each : {3, 4, 5}) CHECK(history.heard(each, at += 10s) == Sighting::moved);
  CHECK(history.heard(3, at += 10s) == Sighting::conflict);  // of three that match one pattern
  CHECK(history.current() == 3);
}
