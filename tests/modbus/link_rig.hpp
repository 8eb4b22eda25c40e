// A link under test: real loopback sockets, a manual clock, and a sink that records.
#pragma once

#include <boost/asio.hpp>
#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <vector>

#include "adapters/modbus/poll/modbus_master.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"
#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/sample/link.hpp"
#include "tests/support/loopback_fence.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/scripted_modbus_slave.hpp"
#include "tests/support/scripted_serial_slave.hpp"

namespace gatewarden::modbus {

using Bytes = std::vector<std::uint8_t>;

class RecordingSink final : public SampleSink {
 public:
  void accept(PointId point, Number value, SteadyTime) override {
    numbers[index_of(point)].push_back(value.as_double());
  }
  void accept(PointId point, const ListValue& value, SteadyTime) override {
    lists[index_of(point)].push_back(std::get<StringList>(value).strings);
  }
  void heard(DeviceId device, SteadyTime) override { ++heard_of[index_of(device)]; }
  void expect(DeviceId device, Duration silence) override { expected[index_of(device)] = silence; }

  std::size_t count(std::uint32_t point) const {
    const auto found = numbers.find(point);
    return found == numbers.end() ? 0 : found->second.size();
  }
  std::map<std::uint32_t, std::vector<double>> numbers;
  std::map<std::uint32_t, std::vector<std::vector<std::string>>> lists;
  std::map<std::uint32_t, std::size_t> heard_of;
  std::map<std::uint32_t, Duration> expected;
};

inline ValueSource holding(std::uint16_t address, DataType as = DataType::uint16) {
  ValueSource from;
  from.holding = address;
  from.as = as;
  return from;
}

inline ValueSource of_identity(IdentityPart part) {
  ValueSource from;
  from.identity = part;
  return from;
}

inline std::shared_ptr<const AdapterProfile> profile_of(std::vector<ValueSource> values,
                                                        Duration every = std::chrono::seconds(10)) {
  auto profile = std::make_shared<AdapterProfile>();
  profile->name = "meter";
  profile->every = every;
  for (ValueSource& from : values) {
    profile->metrics.push_back("m" + std::to_string(profile->from.size()));
    profile->from.emplace_back(std::move(from));
  }
  return profile;
}

// Device n's points are 100 * n + metric.
inline Assignment unit(std::uint8_t id, std::shared_ptr<const AdapterProfile> profile) {
  Assignment assignment;
  assignment.device = DeviceId{id};
  assignment.first = PointId{100u * id};
  assignment.thing = "plant:unit-" + std::to_string(id);
  assignment.profile = std::move(profile);
  assignment.address = UnitAddress{id};
  return assignment;
}

// LinkRig and SerialRig add the peer.
struct Rig {
  Rig() { settings.spread = false; }

  void begin(std::vector<Assignment> devices) {
    link = master.link("hall-a", settings, sink);
    link->assign(std::move(devices));
    link->start();
  }
  void settle() { fence.settle(io); }
  // Lets time pass tick by tick, and the sockets work in between.
  void pass(Duration duration) {
    for (; duration > Duration::zero(); duration -= std::chrono::milliseconds(10)) {
      clock.advance(std::min<Duration>(duration, std::chrono::milliseconds(10)));
      settle();
    }
  }
  template <class Predicate>
  void until(Predicate so) {
    REQUIRE(test::run_until(io, so));
  }
  DeviceSnapshot device(std::uint8_t id) const { return link->device(DeviceId{id}); }
  std::uint64_t counted(std::uint8_t id, const std::string& name) const {
    const auto counters = device(id).counters;
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
  }

  boost::asio::io_context io;
  test::LoopbackFence fence;
  ManualClock clock;
  RecordingSink sink;
  LinkSettings settings;
  ModbusMaster master{clock, io, nullptr, 1};  // the same pauses every time
  std::unique_ptr<Link> link;
};

struct LinkRig : Rig {
  void start(std::vector<Assignment> devices) {
    settings.tcp = {"127.0.0.1", slave.port()};
    begin(std::move(devices));
  }
  ~LinkRig() { link.reset(); }
  ScriptedModbusSlave slave{io};
};

struct SerialRig : Rig {
  void start(std::vector<Assignment> devices) {
    settings.serial = line.path();
    begin(std::move(devices));
  }
  ~SerialRig() { link.reset(); }
  // Like pass(), but waits for bytes under way: a pseudo-terminal delivers them at any time.
  void serve(Duration duration, Duration step = std::chrono::milliseconds(10)) {
    for (; duration > Duration::zero(); duration -= step) {
      clock.advance(step);
      settle();
      until([&] {
        const auto counters = link->snapshot().counters;
        return counters.at("sent_bytes") == line.received_bytes() &&
               counters.at("received_bytes") == line.sent_bytes();
      });
    }
  }
  ScriptedSerialSlave line{io};
};

}  // namespace gatewarden::modbus
