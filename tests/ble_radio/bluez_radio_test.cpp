// The radio over a real bus: what it asks of BlueZ, what it makes of its signals, and what it does when either goes away.
#include "adapters/ble/radio/bluez_radio.hpp"

#include <catch2/catch.hpp>

#include "tests/ble_radio/radio_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::ble::test;
using std::chrono::seconds;

namespace {

using Octets = std::vector<std::uint8_t>;

template <class Test>
void over_a_bus(Test&& test) {
  with_a_bus<RadioRig>(test);
}

}  // namespace

TEST_CASE("a radio asks for every report, and puts BlueZ's dictionaries together to advertisements") {
  over_a_bus([](RadioRig& rig) {
    rig.bluez->add_adapter(0);
    rig.start();
    CHECK(rig.until([&] { return rig.listens(); }) <= seconds(1));
    CHECK(rig.bluez->filter().at("Transport").get<std::string>() == "le");
    CHECK(rig.bluez->filter().at("DuplicateData").get<bool>());
    CHECK(rig.bluez->filter().at("RSSI").get<std::int16_t>() == -127);
    rig.bluez->advertise(0, kTag, {.data = {5, 1}, .rssi = -71, .name = "tag"});
    rig.bluez->advertise(0, kTag,
                         {.service = "0000fcd2-0000-1000-8000-00805f9b34fb", .service_data = {0x40, 7}});
    rig.settle();
    REQUIRE(rig.listener.all.size() == 2);
    CHECK(to_text(rig.listener.all[0].address) == kTag);
    CHECK(rig.listener.all[0].address.random);
    CHECK(rig.listener.all[0].rssi == std::int8_t{-71});
    CHECK(rig.listener.all[0].payload == Octets{5, 0xFF, 0x99, 0x04, 5, 1, 2, 1, 6, 4, 9, 't', 'a', 'g'});
    // Only what is new, with what stays.
    CHECK(rig.listener.all[1].payload == Octets{5, 0x16, 0xD2, 0xFC, 0x40, 7, 2, 1, 6, 4, 9, 't', 'a', 'g'});
    CHECK(rig.radio->snapshot().endpoint == "hci0 (00:1A:7D:DA:71:13) by discovery");
    CHECK(rig.radio->snapshot().why == "");
  });
}

TEST_CASE("an adapter is known by its number, and by its address where that moved") {
  using There = std::map<std::uint16_t, std::string>;
  using Numbers = std::vector<std::uint16_t>;
  AdapterChoice all({}), first({"hci0"}), by_address({"B"}), both({"hci0", "hci1"});
  CHECK(all.among({}) == Numbers{});
  CHECK(all.missing() == std::vector<std::string>{"any adapter"});
  CHECK(all.among(There{{0, "A"}, {3, "B"}}) == Numbers{0, 3});
  CHECK(by_address.among(There{{0, "A"}, {3, "B"}}) == Numbers{3});
  CHECK(by_address.among(There{{0, "A"}}) == Numbers{});
  CHECK(by_address.missing() == std::vector<std::string>{"B"});
  CHECK(first.among(There{{1, "A"}}) == Numbers{});  // never seen: it may be another one
  CHECK(first.among(There{{0, "A"}, {1, "B"}}) == Numbers{0});
  CHECK(first.among(There{{1, "A"}}) == Numbers{1});              // reset
  CHECK(first.among(There{{0, "B"}, {1, "A"}}) == Numbers{1});    // and its number is another's now
  CHECK(first.among(There{{0, "B"}}) == Numbers{0});              // put in its place
  CHECK(both.among(There{{0, "A"}, {1, "A"}}) == Numbers{0, 1});  // two clones
  for (const char* text : {"hci", "hci-1", "hci0x", "hci65535", "hci99999", "usb0"})
    CHECK_FALSE(adapter_number(text));
}

TEST_CASE("a flood of strangers takes bounded memory, and takes nobody's hearing") {
  KnownDevices devices;
  const DeviceAt connected{0, Address{{1, 2, 3, 4, 5, 6}, true}};
  devices.set_connected(connected, devices.at(connected), true);
  for (unsigned i = 0; i < 3 * KnownDevices::kMaxDevices; ++i) {
    devices.at({0, Address{{0xC0, 0, std::uint8_t(i >> 16), std::uint8_t(i >> 8), std::uint8_t(i), 0}, true}})
        .name = "stranger";
  }
  CHECK(devices.size() == KnownDevices::kMaxDevices);
  CHECK(devices.forgotten() == 2 * KnownDevices::kMaxDevices + 1);
  CHECK(devices.find(connected));
  CHECK(devices.connected(0) == 1);
  devices.forget(connected);
  CHECK(devices.connected(0) == 0);
}

TEST_CASE("bluetoothd, the bus or the adapter goes away and comes back: over within 60 s") {
  over_a_bus([](RadioRig& rig) {
    rig.bluez->add_adapter(0);
    BluezSettings settings;
    settings.adapters = {"hci0"};
    rig.start(settings);
    CHECK(rig.until_heard() <= seconds(1));

    SECTION("bluetoothd is restarted") {
      rig.bluez.reset();
      rig.until([&] { return !rig.listens(); });
      CHECK_THAT(rig.radio->snapshot().why, Catch::Contains("bluetoothd left the bus"));
      rig.bluez = std::make_unique<FakeBluez>(rig.bus.address());
      rig.bluez->add_adapter(0);
      CHECK(rig.until_heard() <= seconds(60));
      CHECK(rig.radio->snapshot().counters.at("bluetoothd_restarts") == 1);
    }
    SECTION("the bus is gone") {
      rig.bluez.reset();
      rig.bus.end();
      rig.until([&] { return rig.radio->snapshot().counters.at("bus_losses") == 1; });
      rig.until([] { return false; }, seconds(40));
      CHECK_FALSE(rig.listens());
      CHECK(rig.radio->snapshot().retry_in);
      rig.bus.begin();
      rig.bluez = std::make_unique<FakeBluez>(rig.bus.address());
      rig.bluez->add_adapter(0);
      CHECK(rig.until_heard() <= seconds(60));
    }
    SECTION("the adapter is unplugged, and comes back with another number") {
      rig.bluez->remove_adapter(0);
      rig.until([&] { return !rig.listens(); });
      CHECK_THAT(rig.radio->snapshot().why, Catch::Contains("hci0 went away"));
      rig.bluez->add_adapter(1);
      CHECK(rig.until_heard(1) <= seconds(60));
      CHECK(rig.listener.all.back().adapter == 1);
    }
    SECTION("the adapter is switched off") {
      rig.bluez->set_powered(0, false);
      CHECK(rig.until([&] { return rig.bluez->discovering(0); }) <= seconds(60));
      CHECK(rig.until_heard() <= seconds(1));
      CHECK(rig.bluez->calls("power_on") == 1);
    }
    SECTION("BlueZ is busy, then has no such object") {
      rig.bluez->answer("StartDiscovery",
                        {"InProgress", "org.freedesktop.DBus.Error.UnknownObject", "Failed"});
      rig.bluez->set_powered(0, false);
      CHECK(rig.until([&] { return rig.bluez->discovering(0); }) <= seconds(60));
    }
    SECTION("a device is forgotten, which is nothing") {
      rig.bluez->forget(0, kTag);
      CHECK(rig.until_heard() <= seconds(1));
      CHECK(rig.bluez->calls("StartDiscovery") == 1);
    }
    CHECK(rig.radio->snapshot().why == "");
  });
}

TEST_CASE("a deaf radio begins discovery anew") {
  over_a_bus([](RadioRig& rig) {
    rig.bluez->add_adapter(0);
    rig.start();
    rig.until_heard();
    CHECK(rig.until([&] { return rig.bluez->calls("StopDiscovery") == 1; }, seconds(200), seconds(3)) <=
          seconds(120));
    CHECK(rig.until_heard() <= seconds(60));
    // No more helps: as a new client of the bus.
    CHECK(rig.until([&] { return rig.radio->snapshot().counters.at("silences") == 2; }, seconds(200),
                    seconds(3)) <= seconds(120));
    CHECK(rig.until([&] { return rig.bluez->calls("StartDiscovery") >= 4; }, seconds(200), seconds(3)) <=
          seconds(60));
    CHECK(rig.bluez->calls("power_off") == 0);
    CHECK(rig.radio->snapshot().coverage < 0.5);
  });
}

TEST_CASE("a monitor has the patterns of the formats, and gives way to discovery") {
  over_a_bus([](RadioRig& rig) {
    BluezSettings settings;
    settings.by = BluezSettings::By::monitor;
    settings.patterns = {{0x16, {0xD2, 0xFC}, 2}, {0xFF, {0x99, 4, 5}, 3}};
    rig.bluez->add_adapter(0);
    SECTION("activated, and released later") {
      rig.start(settings);
      CHECK(rig.until_heard() <= seconds(1));
      CHECK(rig.bluez->calls("StartDiscovery") == 0);
      REQUIRE(rig.bluez->patterns().size() == 2);
      CHECK(rig.bluez->patterns()[0] ==
            sdbus::make_struct(std::uint8_t{0}, std::uint8_t{0x16}, Octets{0xD2, 0xFC}));
      CHECK(rig.bluez->patterns()[1] ==
            sdbus::make_struct(std::uint8_t{0}, std::uint8_t{0xFF}, Octets{0x99, 4, 5}));
      rig.radio->listen_for({{0x16, {0xAA, 0xFE}, 2}});
      CHECK(rig.until([&] {
        return rig.bluez->calls("RegisterMonitor") == 2 && rig.bluez->patterns().size() == 1;
      }) <= seconds(5));
      CHECK(rig.until_heard() <= seconds(1));
      rig.bluez->release_monitors();
      CHECK(rig.until([&] { return rig.bluez->discovering(0); }) <= seconds(60));
      CHECK_THAT(rig.radio->snapshot().endpoint, Catch::Contains("by discovery"));
    }
    SECTION("never activated") {
      rig.bluez->activates = false;
      rig.start(settings);
      CHECK(rig.until([&] { return rig.bluez->discovering(0); }) <= seconds(15));
    }
  });
}

TEST_CASE("whatever stands on the bus ends nothing") {
  over_a_bus([](RadioRig& rig) {
    rig.bluez->add_adapter(0);
    rig.start();
    rig.until_heard();
    const std::size_t before = rig.listener.all.size();
    const std::string path = device_path(0, kTag);
    using Odd = std::vector<std::map<std::uint16_t, sdbus::Variant>>;
    rig.bluez->signal_property(path, "org.bluez.Device1", "ManufacturerData",
                               Odd{{{1, sdbus::Variant(true)}}});
    rig.bluez->signal_property(path, "org.bluez.Device1", "ManufacturerData",
                               std::map<std::uint16_t, sdbus::Variant>{{1, sdbus::Variant(true)}});
    rig.bluez->signal_property(path, "org.bluez.Device1", "RSSI", std::string("loud"));
    rig.bluez->signal_property(path, "org.bluez.Device1", "Name", std::string(100'000, 'n'));
    rig.bluez->signal_property(path, "org.bluez.Device1", "UUIDs",
                               std::vector<std::string>(5'000, "not one"));
    rig.bluez->signal_property("/org/bluez/hci99999/dev_x", "org.bluez.Device1", "RSSI", std::int16_t{-1});
    rig.bluez->signal_property("/org/bluez/hci0", "org.bluez.Adapter1", "Powered", std::string("perhaps"));
    rig.settle();
    CHECK(rig.listener.all.size() == before);
    CHECK(rig.radio->snapshot().counters.at("malformed") == 0);
    rig.bluez->signal_nonsense(path, "org.freedesktop.DBus.Properties", "PropertiesChanged");
    rig.bluez->signal_nonsense("/", "org.freedesktop.DBus.ObjectManager", "InterfacesAdded");
    rig.bluez->signal_nonsense("/", "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved");
    rig.settle();
    CHECK(rig.radio->snapshot().counters.at("malformed") == 3);
    // Longer than any advertisement: cut out, and counted.
    rig.bluez->advertise(0, kTag, {.data = std::vector<std::uint8_t>(100'000, 7)});
    rig.bluez->advertise(0, kTag, {.data = {1}, .rssi = -300});
    rig.settle();
    REQUIRE(rig.listener.all.size() == before + 2);
    CHECK(rig.listener.all.back().rssi == std::int8_t{-128});
    CHECK(rig.radio->snapshot().counters.at("oversized_elements") == 1);
    CHECK(rig.listener.all.back().payload.size() <= kMaxPayload);
    // In BlueZ's name, but by somebody else.
    const auto liar = sdbus::createSessionBusConnectionWithAddress(rig.bus.address());
    const auto object = sdbus::createObject(*liar, path);
    auto signal = object->createSignal("org.freedesktop.DBus.Properties", "PropertiesChanged");
    signal << "org.bluez.Device1" << Dictionary{{"RSSI", sdbus::Variant(std::int16_t{-1})}}
           << std::vector<std::string>{};
    signal.setDestination(rig.radio->bus().name());
    signal.send();
    rig.until([&] { return rig.radio->snapshot().counters.at("foreign_signals") == 1; }, seconds(5));
    CHECK(rig.radio->snapshot().counters.at("foreign_signals") == 1);
    CHECK(rig.listener.all.size() == before + 2);
    CHECK(rig.listens());
  });
}
