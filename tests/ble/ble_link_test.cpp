#include "adapters/ble/ble_link.hpp"

#include <catch2/catch.hpp>

#include "tests/ble/ble_rig.hpp"
#include "tests/support/log_capture.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::ble::test;
using namespace std::chrono_literals;

namespace {

const Address kTag = address("CB:B8:33:4C:88:4F");
const Address kSealed = address("54:48:E6:8F:80:A5", false);
const std::vector<const char*> kView{"temperature",
                                     "rssi",
                                     "advertisements",
                                     "replays",
                                     "bad_mic",
                                     "downgrades",
                                     "address_changes",
                                     "identity_conflicts",
                                     "format_changes",
                                     "name_changes",
                                     "new_service_ids",
                                     "new_manufacturer_ids",
                                     "reboots",
                                     "out_of_order",
                                     "rate",
                                     "air_coverage",
                                     "rate_to_habit",
                                     "rssi_jump"};

std::uint32_t point_of(std::uint32_t child, std::string_view value) {
  const auto found = std::find(kView.begin(), kView.end(), value);
  REQUIRE(found != kView.end());
  return child * 100 + static_cast<std::uint32_t>(found - kView.begin());
}

struct Rig {
  explicit Rig(LinkSettings settings = {}, Directory* directory = nullptr)
      : settings_(settings), directory_(directory) {
    keys.bindkeys[kSealed.bytes] = some_key();
    restart();
  }
  // After `kill -9`: nothing of the run before is told.
  void restart() {
    Surroundings around{sink,
                        clock,
                        [this](const auto&, auto) {
                          auto made = std::make_unique<ScriptedRadio>();
                          radio = made.get();
                          return Air{std::move(made), nullptr};
                        },
                        [this](auto got) { got(Result<Keys>(keys)); },
                        directory_,
                        &memory};
    link = std::make_unique<BleLink>("air", settings_, around);
  }
  void serve(std::vector<Assignment> children) {
    link->assign(std::move(children));
    link->start();
  }
  void hear(const Address& sender, const Octets& payload, int rssi = -60, std::uint16_t adapter = 0) {
    Advertisement told;
    told.address = sender;
    told.payload = payload;
    told.rssi = static_cast<std::int8_t>(rssi);
    told.adapter = adapter;
    told.at = clock.now();
    REQUIRE(radio->listener != nullptr);
    radio->listener->heard(told);
  }
  double last(std::uint32_t child, std::string_view value) {
    return sink.numbers.at(point_of(child, value)).back();
  }
  double sum(std::uint32_t child, std::string_view value) { return sink.sum(point_of(child, value)); }
  std::uint64_t counter(std::uint32_t child, const char* name) {
    return link->device(DeviceId{child}).counters[name];
  }

  ManualClock clock;
  RecordingSink sink;
  CrashingMemory memory;
  Keys keys;
  ScriptedRadio* radio = nullptr;
  LinkSettings settings_;
  Directory* directory_;
  std::unique_ptr<BleLink> link;
};

struct OneKind final : Directory {
  std::optional<Assignment> learn(std::string_view, std::string_view identity) override {
    asked.emplace_back(identity);
    const auto known = learned.find(asked.back());
    if (known != learned.end()) return known->second;
    if (learned.size() >= 2) return std::nullopt;
    Assignment made = child(static_cast<std::uint32_t>(50 + learned.size()), {}, of);
    made.address.reset();
    return learned[asked.back()] = made;
  }
  std::shared_ptr<const AdapterProfile> of = profile(kView);
  std::map<std::string, Assignment> learned;
  std::vector<std::string> asked;
};

}  // namespace

TEST_CASE("a listed child's values become samples, and a stranger's a count") {
  Rig rig;
  rig.serve({child(1, at(kTag), profile(kView))});
  rig.hear(kTag, plain_bthome(temperature(2150)));
  rig.hear(address("C1:00:00:00:00:02"), plain_bthome(temperature(900)));
  CHECK(rig.last(1, "temperature") == 21.5);
  CHECK(rig.last(1, "rssi") == -60);
  CHECK(rig.sum(1, "advertisements") == 1);
  CHECK(rig.sink.numbers.count(point_of(1, "replays")) == 1);  // known to be none
  CHECK(rig.sum(1, "replays") == 0);
  const LinkSnapshot shown = rig.link->snapshot();
  CHECK(shown.unknown == 1);
  CHECK(shown.last_unknown == "C1:00:00:00:00:02");
  CHECK(shown.counters.at("air_coverage_percent") == 100);
  CHECK(rig.link->device(DeviceId{1}).state == DeviceState::online);
}

TEST_CASE("what comes within the least interval or is too weak is not read for its values") {
  Rig rig;
  ProfileSettings settings;
  settings.min_interval = 10s;
  settings.rssi_floor = -90;
  rig.serve({child(1, at(kTag), profile(kView, settings))});
  rig.hear(kTag, plain_bthome(temperature(100)), -91);
  CHECK(rig.sink.signs_of_life.empty());
  CHECK(rig.counter(1, "too_weak") == 1);
  rig.hear(kTag, plain_bthome({0xFE}));  // brings nothing, and does not use the turn up
  for (const int hundredths : {100, 200})
    rig.hear(kTag, plain_bthome(temperature(static_cast<std::int16_t>(hundredths))));
  rig.clock.advance(10s);
  rig.hear(kTag, plain_bthome(temperature(300)));
  CHECK(rig.sink.numbers[point_of(1, "temperature")] == std::vector<double>{1, 3});
  CHECK(rig.sum(1, "advertisements") == 4);
}

TEST_CASE("a packet that was accepted before kill -9 is a replay after it, whenever the crash came") {
  Rig rig;
  const auto send = [&rig](std::uint32_t counter) {
    rig.hear(kSealed, encrypted_bthome(some_key(), kSealed, counter, temperature(2150)));
  };
  rig.serve({child(1, at(kSealed), profile(kView))});
  const auto interval = GENERATE(100ms, 2s, 60s);
  std::uint32_t counter = 1000;
  for (int i = 0; i < 50; ++i, counter += 3) {
    send(counter);
    // The store commits once a second: the last change of a fast device is not on the disk.
    if (interval >= 1s || i % 10 == 9) rig.memory.commit();
    rig.clock.advance(interval);
  }
  send(counter);  // not committed
  const std::size_t before = rig.sink.numbers[point_of(1, "temperature")].size();
  CHECK(before == 51);
  rig.memory.crash();
  rig.restart();
  rig.serve({child(1, at(kSealed), profile(kView))});
  for (std::uint32_t old = 1000; old <= counter; old += 3) send(old);
  CHECK(rig.sink.numbers[point_of(1, "temperature")].size() == before);
  CHECK(rig.sum(1, "replays") >= 30);
  CHECK(rig.link->device(DeviceId{1}).last_fault.starts_with("replayed: counter "));
  // The device goes on: at most what was in doubt is lost, and is no replay.
  const double replays = rig.sum(1, "replays");
  int lost = 0;
  for (counter += 3; rig.sink.numbers[point_of(1, "temperature")].size() == before; counter += 3) {
    send(counter);
    REQUIRE(++lost < 200);
  }
  CHECK(lost <= (interval < 1s ? 50 : 6));
  CHECK(rig.sum(1, "replays") == replays);
  // After an orderly end nothing is in doubt.
  rig.link->stop();
  rig.restart();
  rig.serve({child(1, at(kSealed), profile(kView))});
  send(counter);
  CHECK(rig.sink.numbers[point_of(1, "temperature")].size() == before + 2);
}

TEST_CASE("a counter that begins anew is taken again only with another key") {
  Rig rig;
  rig.serve({child(1, at(kSealed), profile(kView))});
  rig.hear(kSealed, encrypted_bthome(some_key(), kSealed, 5000, temperature(100)));
  rig.link->stop();
  Bindkey other = some_key();
  other.bytes[0] ^= 1;
  for (const Bindkey& key : {some_key(), other}) {
    rig.keys.bindkeys[kSealed.bytes] = key;
    rig.restart();
    rig.serve({child(1, at(kSealed), profile(kView))});
    rig.hear(kSealed, encrypted_bthome(key, kSealed, 1, temperature(200)));
  }
  CHECK(rig.sink.numbers[point_of(1, "temperature")] == std::vector<double>{1, 2});
  for (const auto& [thing, text] : rig.memory.told)
    CHECK(text.find(to_hex(some_key().bytes)) == std::string::npos);
}

TEST_CASE(
    "a wrong key, plain data in the place of encrypted ones and another format are events of the child") {
  gatewarden::test::LogCapture logged;
  Rig rig;
  rig.serve({child(1, at(kSealed), profile(kView))});
  rig.hear(kSealed, encrypted_bthome(some_key(), kSealed, 7, temperature(100)));
  Bindkey wrong = some_key();
  wrong.bytes[3] ^= 1;
  rig.hear(kSealed, encrypted_bthome(wrong, kSealed, 8, temperature(9900)));
  rig.hear(kSealed, plain_bthome(temperature(9900)));
  CHECK(rig.sum(1, "bad_mic") == 1);
  CHECK(rig.sum(1, "downgrades") == 1);
  CHECK(rig.sink.numbers[point_of(1, "temperature")] == std::vector<double>{1});
  CHECK(rig.link->device(DeviceId{1}).state == DeviceState::degraded);
  CHECK(logged.text().find("child_suspicious") != std::string::npos);
  CHECK(logged.text().find("downgrades") != std::string::npos);
}

TEST_CASE("forged, replayed and plain packets in the name of a child with a key are no sign of its life") {
  Rig rig;
  rig.serve({child(1, at(kSealed), profile(kView)), child(2, at(kTag), profile(kView))});
  const auto sealed_packet = encrypted_bthome(some_key(), kSealed, 100, temperature(2150));
  Bindkey wrong = some_key();
  wrong.bytes[3] ^= 1;
  const auto forge = [&] {
    rig.hear(kSealed, encrypted_bthome(wrong, kSealed, 200, temperature(2150)));
    rig.hear(kSealed, plain_bthome(temperature(2150)));
    rig.hear(kSealed, named("Tag"));
  };
  forge();
  CHECK(rig.sink.signs_of_life.empty());
  CHECK(rig.link->device(DeviceId{1}).state == DeviceState::never_seen);
  rig.hear(kSealed, sealed_packet);
  rig.hear(kSealed, encrypted_bthome(some_key(), kSealed, 101, temperature(2150)));
  CHECK(rig.sink.signs_of_life[1] == 2);
  rig.hear(kSealed, sealed_packet);  // an old one: nothing is wrong with the device
  CHECK(rig.link->device(DeviceId{1}).state == DeviceState::online);
  const auto heard = rig.link->device(DeviceId{1}).last_heard;
  rig.clock.advance(1h);
  forge();
  rig.hear(kSealed, sealed_packet);                                                  // an old one
  rig.hear(kSealed, encrypted_bthome(some_key(), kSealed, 101, temperature(2150)));  // and the last one
  CHECK(rig.sink.signs_of_life[1] == 2);
  CHECK(rig.link->device(DeviceId{1}).last_heard == heard);
  CHECK(rig.sum(1, "advertisements") == 11);
  rig.hear(kTag, named("Tag"));  // without a key nothing tells
  CHECK(rig.sink.signs_of_life[2] == 1);
}

TEST_CASE("a flood in a child's name is looked at up to its budget, and shown as the reason") {
  Rig rig;
  rig.serve({child(1, at(kTag), profile(kView)), child(2, at(kSealed), profile(kView))});
  const Octets payload = plain_bthome(temperature(100));
  for (int i = 0; i < 20'000; ++i) {  // ten seconds of all that a channel carries
    rig.hear(kTag, payload);
    if (i % 2'000 == 1'999) rig.clock.advance(1s);
  }
  CHECK(rig.counter(1, "too_fast") == 0);
  for (int i = 0; i < 50'000; ++i) rig.hear(kTag, payload);
  CHECK(rig.counter(1, "too_fast") > 0);
  CHECK(rig.link->device(DeviceId{1}).why == "more is sent in its name than is looked at");
  rig.hear(kSealed,
           encrypted_bthome(some_key(), kSealed, 1, temperature(2150)));  // another child does not notice
  CHECK(rig.last(2, "temperature") == 21.5);
}

TEST_CASE(
    "services, manufacturers and names that a device did not have while it was new are events, over a restart as well") {
  Rig rig;
  rig.serve({child(1, at(kTag), profile(kView))});
  const Octets usual = plain_bthome(temperature(100)) + named("Tag") + element(0xFF, bytes("9904ff"));
  rig.hear(kTag, usual);
  rig.clock.advance(11min);
  rig.hear(kTag, usual);
  rig.hear(kTag, plain_bthome(temperature(100)));  // without its name: no news
  for (const char* value : {"new_service_ids", "new_manufacturer_ids", "name_changes", "format_changes"}) {
    INFO(value);
    CHECK(rig.sum(1, value) == 0);
  }
  rig.memory.commit();
  rig.restart();
  rig.serve({child(1, at(kTag), profile(kView))});
  rig.hear(kTag, usual);
  rig.hear(kTag, service_data(0xFE95, bytes("00")) + named("Tog") + element(0xFF, bytes("4c0010")));
  CHECK(rig.sum(1, "new_service_ids") == 1);
  CHECK(rig.sum(1, "new_manufacturer_ids") == 1);
  CHECK(rig.sum(1, "name_changes") == 1);
}

TEST_CASE("a child keeps its thing whatever address it shows, and two of it are an event") {
  Rig rig;
  rig.keys.identity_keys["phone"] = IdentityKey{0xec, 0x02, 0x34, 0xa3, 0x57, 0xc8, 0xad, 0x05,
                                                0x34, 0x10, 0x10, 0xa6, 0x0a, 0x39, 0x7d, 0x9b};
  IdentityKeys phone, beacon, sensor, qingping;
  phone.irk = "phone";
  beacon.ibeacon = *parse_ibeacon("F7826DA6-4FA2-4E98-8024-BC5B71E0893E/3838/4949");
  sensor.name = "GVH5075_*";
  rig.serve(
      {child(1, phone, profile(kView)), child(2, beacon, profile(kView)), child(3, sensor, profile(kView))});
  rig.hear(address("70:81:94:0D:FB:AA"), plain_bthome(temperature(100)));  // the Core Specification's sample
  rig.hear(address("70:81:94:0D:FB:AB"), plain_bthome(temperature(900)));
  CHECK(rig.sink.numbers[point_of(1, "temperature")] == std::vector<double>{1});
  const Address a = address("41:00:00:00:00:0A"), b = address("41:00:00:00:00:0B");
  rig.hear(a, ibeacon(*beacon.ibeacon));
  rig.hear(a, plain_bthome(temperature(200)));  // its other frames do not repeat the id
  CHECK(rig.sink.numbers[point_of(2, "temperature")] == std::vector<double>{2});
  rig.clock.advance(15min);
  rig.hear(b, ibeacon(*beacon.ibeacon));
  CHECK(rig.sum(2, "address_changes") == 1);
  CHECK(rig.sum(2, "identity_conflicts") == 0);
  for (int i = 0; i < 3; ++i) {  // a copy: both speak
    rig.clock.advance(5s);
    rig.hear(i % 2 == 0 ? a : b, ibeacon(*beacon.ibeacon));
  }
  CHECK(rig.sum(2, "identity_conflicts") == 2);  // the first one might be its old address again
  rig.hear(a, named("GVH5075_1A2B") + plain_bthome(temperature(300)));
  CHECK(rig.sink.numbers[point_of(3, "temperature")] == std::vector<double>{3});
  CHECK(rig.link->snapshot().unknown == 1);
}

TEST_CASE("strangers are learned only where that is said, by a lasting address and a sensor's format") {
  OneKind directory;
  Rig rig({}, &directory);
  rig.serve({});
  rig.hear(address("41:00:00:00:00:0A"), plain_bthome(temperature(100)));  // a private address
  rig.hear(address("C1:00:00:00:00:01"), named("phone"));                  // no sensor
  rig.hear(address("C1:00:00:00:00:02"), ibeacon(*parse_ibeacon("F7826DA6-4FA2-4E98-8024-BC5B71E0893E/1/2")));
  for (const char* frame :
       {"00ee0102030405060708090a010203040506", "10ee00676f6f676c6500", "20000b8615800001e2400096b43f"})
    rig.hear(address("C1:00:00:00:00:02"), service_data(0xFEAA, bytes(frame)));  // Eddystone
  CHECK(directory.asked.empty());
  for (const char* each :
       {"C1:00:00:00:00:03", "C1:00:00:00:00:04", "C1:00:00:00:00:05", "C1:00:00:00:00:03"})
    rig.hear(address(each), plain_bthome(temperature(100)));
  CHECK(directory.asked ==
        std::vector<std::string>{"C1:00:00:00:00:03", "C1:00:00:00:00:04", "C1:00:00:00:00:05"});
  CHECK(rig.link->snapshot().devices == 2);
  CHECK(rig.link->snapshot().unknown == 7);
  CHECK(rig.link->address(DeviceId{50}).at(0).value == "C1:00:00:00:00:03");
  // The next fleet lists it without an address, since it was learned; another one gives up its place.
  Assignment again = directory.learned.at("C1:00:00:00:00:03");
  rig.link->assign({again});
  rig.hear(address("C1:00:00:00:00:03"), plain_bthome(temperature(100)));
  CHECK(rig.sum(50, "advertisements") == 3);
  rig.link->release(DeviceId{50});
  CHECK(rig.link->snapshot().devices == 0);
}

TEST_CASE("a rate is judged by how long the radio listened, and a deaf radio says nothing of a child") {
  Rig rig;
  rig.serve({child(1, at(kTag), profile(kView))});
  rig.radio->shown.coverage = 0.5;
  for (int window = 0; window < 13; ++window) {
    for (int i = 0; i < 10; ++i) rig.hear(kTag, plain_bthome(temperature(100)));
    rig.clock.advance(BleLink::kWindow);
  }
  CHECK(rig.last(1, "rate") == 4);  // ten in five minutes, of which half was heard
  CHECK(rig.last(1, "rate_to_habit") == 100);
  CHECK(rig.last(1, "air_coverage") == 50);
  CHECK(rig.sink.expected.at(1) == 5min);
  rig.clock.advance(BleLink::kWindow);
  CHECK(rig.last(1, "rate") == 0);
  const std::size_t rates = rig.sink.numbers[point_of(1, "rate")].size();
  rig.radio->shown.coverage = 0;
  rig.clock.advance(BleLink::kWindow);
  CHECK(rig.sink.numbers[point_of(1, "rate")].size() == rates);
  CHECK(rig.last(1, "air_coverage") == 0);
}

TEST_CASE("nothing is heard before the keys are read, which is tried again and said once") {
  gatewarden::test::LogCapture logged;
  Rig rig;
  std::vector<std::function<void(Result<Keys>)>> asked;
  bool heard = false;
  BleLink link("air", {},
               {rig.sink, rig.clock,
                [&](const auto&, auto) {
                  heard = true;
                  return Air{std::make_unique<ScriptedRadio>(), nullptr};
                },
                [&](auto got) { asked.push_back(got); }, nullptr, nullptr});
  link.assign({child(1, at(kSealed), profile(kView))});
  link.start();
  REQUIRE(asked.size() == 1);
  asked[0](Error{"/etc/ble.keys may be read by others"});
  CHECK(link.snapshot().state == LinkState::waiting);
  CHECK(link.snapshot().why == "/etc/ble.keys may be read by others");
  rig.clock.advance(BleLink::kKeysAgain);
  REQUIRE(asked.size() == 2);
  CHECK_FALSE(heard);
  asked[1](rig.keys);
  CHECK(heard);
  CHECK(link.snapshot().why.empty());
}

TEST_CASE("5,000 strangers at 1,000 advertisements a second and 1,000 children stay within their memory") {
  if (!gatewarden::test::kMemoryIsTold) return;
  Rig rig;
  rig.keys.identity_keys["phone"] = IdentityKey{1};
  IdentityKeys phone;
  phone.irk = "phone";
  const auto of = profile(kView);
  std::vector<Assignment> children{child(0, phone, of)};
  const auto nth = [](std::uint32_t i, std::uint8_t top) {
    Address made{{top, 2, 3, 4, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}, true};
    return made;
  };
  const std::size_t before = gatewarden::test::bytes_in_use();
  for (std::uint32_t i = 1; i <= 1000; ++i) children.push_back(child(i, at(nth(i, 0xC0)), of));
  rig.serve(std::move(children));
  children = {};
  const std::size_t served = gatewarden::test::bytes_in_use();
  CHECK(served - before <= 1000 * 1024);
  const auto air = [&](std::uint32_t seconds) {
    for (std::uint32_t i = 0; i < seconds * 1000; ++i) {
      const Octets payload = plain_bthome(temperature(static_cast<std::int16_t>(i)));
      rig.hear(nth(i % 5000, 0x41), payload);
      if (i % 1000 == 999) rig.clock.advance(1s);
    }
  };
  air(5);
  const std::size_t full = gatewarden::test::bytes_in_use();
  air(20);
  CHECK(gatewarden::test::bytes_in_use() <= full);
  CHECK(full - served <= 600'000);  // the cache of addresses that are no child's
  CHECK(rig.link->snapshot().unknown == 25'000);
}
