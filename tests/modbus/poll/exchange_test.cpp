#include "adapters/modbus/poll/exchange.hpp"

#include <catch2/catch.hpp>

#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/wire/rtu.hpp"
#include "tests/modbus/device_rig.hpp"
#include "tests/modbus/passive_stream.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;
using Bytes = std::vector<std::uint8_t>;

namespace {

LinkSettings tcp(unsigned places = 1) {
  LinkSettings settings;
  settings.tcp = {"10.0.0.5", 502};
  settings.outstanding = places;
  settings.retries = 0;
  return settings;
}

LinkSettings serial() {
  LinkSettings settings;
  settings.serial = "/dev/ttyUSB0";
  settings.line.baud = 9600;
  settings.retries = 0;
  return settings;
}

// An open line whose other side is the test. Devices 1, 2, ... have one register each and a time-out of 500ms.
struct Site final : private StreamListener {
  explicit Site(LinkSettings its_settings, std::uint8_t units = 1) : settings(std::move(its_settings)) {
    std::vector<Assignment> wanted;
    for (std::uint8_t unit = 1; unit <= units; ++unit) wanted.push_back(device_of(unit)->assignment);
    devices.assign(std::move(wanted), [](const Assignment& of, std::size_t place, std::size_t) {
      auto device = device_of(static_cast<std::uint8_t>(place + 1));
      CHECK(device->assignment.device == of.device);
      return device;
    });
    line.open(*this, clock.now());
    line.opened();
    for (std::uint8_t unit = 1; unit <= units; ++unit) turns.wait(device(unit), clock.now());
    cycles.gather(clock.now());
  }
  Device& device(std::uint8_t unit) { return *devices.of_unit(unit); }
  // The requests that leave now.
  Bytes ask() {
    Bytes bytes(kMaxOutstanding * kMaxRequestBytes);
    bytes.resize(exchange.ask(bytes, clock.now()));
    return bytes;
  }
  std::optional<Exchange::Loss> hear(const Bytes& bytes) { return exchange.received(bytes, clock.now()); }
  std::optional<Exchange::Loss> expire_after(Duration time) {
    clock.advance(time);
    return exchange.expire(clock.now());
  }

  std::string name = "hall-a";
  LinkSettings settings;
  ManualClock clock;
  RecordingSink sink;
  MasterParts parts{clock, 1};
  LinkCounters counters;
  DeviceTable devices;
  Turns turns{settings.outstanding};
  HeldUnits held;
  LinkBudget budget;
  Line line{name, settings, std::make_unique<PassiveStream>()};
  PollCycles cycles{{name, settings, sink, parts, turns, held, budget, counters}};
  unsigned pauses_over = 0;
  Exchange exchange{{settings, clock, line, devices, turns, held, cycles, counters},
                    [this] { ++pauses_over; }};

 private:
  void opened() override {}
  void received(std::span<const std::uint8_t>) override {}
  void closed(const Trouble&) override {}
};

const Bytes kSeven{3, 2, 0, 7};

Bytes rtu_frame(Bytes frame) {
  const std::uint16_t checksum = rtu_checksum(frame);
  frame.push_back(static_cast<std::uint8_t>(checksum));
  frame.push_back(static_cast<std::uint8_t>(checksum >> 8));
  return frame;
}

}  // namespace

TEST_CASE("as many requests leave at once as the line has places, in turn") {
  Site site(tcp(2), 3);
  CHECK(site.exchange.idle());
  CHECK(site.ask() == Bytes{0, 1, 0, 0, 0, 6, 1, 3, 0, 7, 0, 1, 0, 2, 0, 0, 0, 6, 2, 3, 0, 7, 0, 1});
  CHECK(site.ask().empty());
  CHECK(site.exchange.next_deadline() == site.clock.now() + 500ms);
  CHECK_FALSE(site.hear(Slave::framed(2, 2, kSeven)));
  CHECK(site.sink.numbers[200] == std::vector<double>{7});
  CHECK(site.ask() == Bytes{0, 3, 0, 0, 0, 6, 3, 3, 0, 7, 0, 1});
  CHECK_FALSE(site.hear(Slave::framed(1, 1, kSeven)));
  CHECK_FALSE(site.hear(Slave::framed(3, 3, kSeven)));
  CHECK(site.exchange.idle());
}

TEST_CASE("requests and answers are counted with the bytes of their frames, and the line is proven") {
  Site site(tcp());
  site.ask();
  site.clock.advance(20ms);
  CHECK_FALSE(site.line.state().proven());
  site.hear(Slave::framed(1, 1, kSeven));
  const DeviceCounters& counted = site.device(1).counters;
  CHECK(counted.requests == 1);
  CHECK(counted.bytes_out == 12);
  CHECK(counted.bytes_in == 11);
  CHECK(counted.round_trips == 20ms);
  CHECK(site.line.state().proven());
  CHECK(site.counters.start_delay.count() == 1);
}

TEST_CASE("an answer from another unit is counted as bad; the right one may still come") {
  Site site(tcp());
  site.ask();
  site.hear(Slave::framed(1, 9, kSeven));
  CHECK(site.device(1).counters.bad_answers == 1);
  CHECK_FALSE(site.exchange.idle());
  site.hear(Slave::framed(1, 1, kSeven));
  CHECK(site.sink.count(100) == 1);
}

TEST_CASE("an answer that does not fit its request ends it on TCP") {
  Site site(tcp());
  site.ask();
  site.hear(Slave::framed(1, 1, {4, 2, 0, 7}));
  CHECK(site.exchange.idle());
  CHECK(site.device(1).counters.bad_answers == 1);
  CHECK_THAT(site.device(1).why(), Catch::EndsWith("(holding 7)"));
}

TEST_CASE("what a gateway says of a silent unit is no answer of the unit") {
  Site site(tcp());
  site.ask();
  site.hear(Slave::framed(1, 1, {0x83, kGatewayTargetSilent}));
  CHECK(site.device(1).counters.exceptions[kGatewayTargetSilent] == 1);
  CHECK(site.device(1).health().missed_in_a_row() == 1);
  CHECK_FALSE(site.device(1).last_heard());
}

TEST_CASE("a request is given up at its deadline, and its late answer counts for the unit") {
  Site site(tcp());
  site.ask();
  CHECK_FALSE(site.expire_after(499ms));
  CHECK_FALSE(site.exchange.idle());
  CHECK_FALSE(site.expire_after(1ms));
  CHECK(site.exchange.idle());
  CHECK(site.device(1).counters.timeouts == 1);
  CHECK(site.device(1).why() == "no answer within 500ms to holding 7");
  site.clock.advance(250ms);
  site.hear(Slave::framed(1, 1, kSeven));
  CHECK(site.device(1).counters.late == 1);
  CHECK(site.device(1).counters.last_late == 750ms);
  CHECK(site.device(1).last_heard() == site.clock.now());
  CHECK(site.sink.heard_of[1] == 1);
  CHECK(site.sink.count(100) == 0);
  CHECK(site.counters.unsolicited == 0);
  site.hear(Slave::framed(1, 1, kSeven));
  CHECK(site.sink.heard_of[1] == 1);
}

TEST_CASE("behind a gateway the next unit after a time-out gets twice the time") {
  Site site(tcp(), 2);
  site.ask();
  site.expire_after(500ms);
  site.ask();
  CHECK(site.exchange.next_deadline() == site.clock.now() + 1s);
}

TEST_CASE("answers that nobody asked for are counted, and 65 in a row end the line") {
  Site site(tcp());
  Bytes bytes;
  for (int i = 0; i < 64; ++i) {
    for (const std::uint8_t byte : Slave::framed(999, 1, kSeven)) bytes.push_back(byte);
  }
  CHECK_FALSE(site.hear(bytes));
  CHECK(site.counters.unsolicited == 64);
  const auto loss = site.hear(Slave::framed(999, 1, kSeven));
  REQUIRE(loss);
  CHECK(loss->why == "too many answers that nobody asked for");
  CHECK(loss->at_fault);
}

TEST_CASE("bytes that are no frame end the line, with the reason") {
  Site site(tcp());
  const auto loss = site.hear({0, 1, 0, 99, 0, 6, 1, 3});
  REQUIRE(loss);
  CHECK_FALSE(loss->why.empty());
  CHECK(loss->at_fault);
}

TEST_CASE("an answer that is cut short ends the line in peace, else it would swallow the next one") {
  Site site(tcp());
  site.ask();
  Bytes part = Slave::framed(1, 1, kSeven);
  part.resize(8);
  CHECK_FALSE(site.hear(part));
  const auto loss = site.expire_after(500ms);
  REQUIRE(loss);
  CHECK(loss->why == "an answer was cut short after 8 bytes");
  CHECK_FALSE(loss->at_fault);
}

TEST_CASE("time-outs in a row of several units speak against the line") {
  Site site(tcp(), 3);
  std::optional<Exchange::Loss> loss;
  for (unsigned i = 0; i < 3; ++i) {
    CHECK_FALSE(loss);
    site.ask();
    loss = site.expire_after(1s);
  }
  REQUIRE(loss);
  CHECK(loss->why == "no answer to 3 requests in a row");
  CHECK(loss->at_fault);
}

TEST_CASE("a new connection gives the device the time that the link says") {
  LinkSettings settings = tcp();
  settings.pause_after_connect = 200ms;
  Site site(settings);
  site.exchange.opened(site.clock.now());
  CHECK(site.ask().empty());
  site.exchange.await_pause(site.clock.now());
  site.clock.advance(199ms);
  CHECK(site.pauses_over == 0);
  site.clock.advance(1ms);
  CHECK(site.pauses_over == 1);
  CHECK(site.ask().size() == 12);
}

TEST_CASE("a link that stops ends its requests, the youngest first") {
  Site site(tcp(2), 2);
  site.ask();
  std::vector<int> ended;
  site.exchange.end_all(site.clock.now(),
                        [&](const PendingRequest& asked) { ended.push_back(asked.device->unit); });
  CHECK(ended == std::vector<int>{2, 1});
  CHECK(site.exchange.idle());
}

TEST_CASE("on a serial line a unit that was given up on is left alone as long again") {
  Site site(serial());
  CHECK(site.ask() == rtu_frame({1, 3, 0, 7, 0, 1}));
  site.clock.advance(site.exchange.next_deadline() - site.clock.now());
  site.exchange.expire(site.clock.now());
  CHECK(site.device(1).counters.timeouts == 1);
  CHECK(site.held.until(1) == site.clock.now() + 500ms);
  site.turns.join(site.device(1));
  CHECK(site.ask().empty());
  CHECK_FALSE(site.turns.waiting(site.clock.now()));  // it comes back by itself
}

TEST_CASE("a late answer on a serial line frees its unit") {
  Site site(serial());
  site.ask();
  site.clock.advance(site.exchange.next_deadline() - site.clock.now());
  site.exchange.expire(site.clock.now());
  site.hear(rtu_frame({1, 3, 2, 0, 7}));
  CHECK(site.device(1).counters.late == 1);
  CHECK(site.held.until(1) == SteadyTime::min());
  CHECK(site.sink.heard_of[1] == 0);  // nothing tells it from the answer to another question
}

TEST_CASE("a damaged answer gives the right one the time it takes on the line, and no time-out") {
  Site site(serial());
  site.ask();
  Bytes damaged = rtu_frame({1, 3, 2, 0, 7});
  damaged.back() ^= 1;
  site.hear(damaged);
  CHECK_FALSE(site.exchange.idle());
  CHECK(site.exchange.next_deadline() <= site.clock.now() + 10ms);
  site.expire_after(10ms);
  CHECK(site.device(1).counters.crc_errors == 1);
  CHECK(site.device(1).counters.timeouts == 0);
  CHECK(site.held.until(1) == SteadyTime::min());
}

TEST_CASE("a device that leaves frees its place; a serial line waits for its answer") {
  Site over_tcp(tcp(), 2), over_wire(serial(), 2);
  for (Site* site : {&over_tcp, &over_wire}) {
    site->ask();
    site->exchange.drop(site->device(1), site->clock.now());
    CHECK(site->exchange.idle());
  }
  CHECK(over_tcp.ask().size() == 12);
  over_wire.clock.advance(400ms);
  CHECK(over_wire.ask().empty());
  over_wire.clock.advance(200ms);
  CHECK(over_wire.ask().size() == 8);
}
