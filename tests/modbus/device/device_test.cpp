// One device: its cycle, whether it answers, and its last error.
#include "adapters/modbus/device/device.hpp"

#include <catch2/catch.hpp>

#include "tests/modbus/device_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

const std::vector<std::uint8_t> kSeven{0, 7};

// Far apart, so that each is a read of its own.
std::vector<ValueSource> two_reads() { return {holding(0), holding(1000)}; }

}  // namespace

TEST_CASE("a cycle with a refused read hands on what it has and keeps the error") {
  const auto device = device_of(1, two_reads());
  RecordingSink sink;
  REQUIRE(device->begin(kStart));
  device->answered(kStart, 5ms);
  device->read_answered(kStart, true);
  device->take(kSeven, sink, kStart);
  REQUIRE(device->go_on(kStart));
  CHECK(to_string(device->asking()) == "holding 1000");
  device->refused("exception 2");
  CHECK_FALSE(device->go_on(kStart));
  device->complete(sink, kStart);
  device->rest(sink, kStart);
  CHECK(device->why() == "exception 2");
  CHECK(sink.numbers[100] == std::vector<double>{7});
  CHECK(device->counters.samples == 1);
  CHECK(device->begin(kStart + 10s));
  CHECK(to_string(device->asking()) == "holding 0");
}

TEST_CASE("a device is silent after three of its periods, never where nothing is asked of it") {
  const auto device = device_of(1);
  const auto period = device->grid.period();
  CHECK(device->longest_silence(0s) == 3 * period);
  CHECK(device->longest_silence(5 * period) == 6 * period);
  CHECK(device_of(1, {})->longest_silence(0s) > std::chrono::hours(24 * 365));
}

TEST_CASE("a whole cycle clears the last error") {
  const auto device = device_of(1);
  RecordingSink sink;
  device->missed("no answer");
  CHECK(device->why() == "no answer");
  REQUIRE(device->begin(kStart));
  device->read_answered(kStart, true);
  device->complete(sink, kStart);
  CHECK(device->why().empty());
}

TEST_CASE("a request is repeated as often as allowed, and anew after an answer") {
  const auto device = device_of(1);
  REQUIRE(device->begin(kStart));
  CHECK(device->repeat(1));
  CHECK_FALSE(device->repeat(1));
  device->answered(kStart, 5ms);
  CHECK(device->repeat(1));
}

TEST_CASE("an offline device whose first read stays unanswered is probed with another one") {
  const auto device = offline(1);
  const auto twice = device_of(2, two_reads());
  twice->answered(kStart, 5ms);
  REQUIRE(twice->begin(kStart));
  twice->leave_out();
  for (int i = 0; i < 3; ++i) twice->missed("no answer");
  REQUIRE(twice->suspect());
  REQUIRE(twice->restart(kStart + 10s));
  CHECK(to_string(twice->asking()) == "holding 1000");
  REQUIRE(device->begin(kStart));
  CHECK(to_string(device->asking()) == "holding 7");
}

TEST_CASE("never seen and once unanswered is suspect, answered is not") {
  const auto device = device_of(1);
  CHECK_FALSE(device->suspect());
  CHECK_FALSE(device->health().answers());
  device->missed("no answer");
  CHECK(device->suspect());
  device->answered(kStart, 5ms);
  CHECK(device->health().answers());
  CHECK(device->last_heard() == kStart);
}

TEST_CASE("an inspection asks after the last read, and a missed read drops its dialogue") {
  const auto device = device_of(1, {holding(7), of_identity(kWholeIdentity)});
  RecordingSink sink;
  REQUIRE(device->inspection());
  REQUIRE(device->begin(kStart));
  CHECK_FALSE(device->go_on(kStart));
  device->complete(sink, kStart);
  REQUIRE(device->inspect(kStart));
  const std::string first = to_string(device->asking());
  CHECK(first != "holding 7");
  device->inspected(std::nullopt, sink, kStart);  // goes on to its second request
  REQUIRE(device->inspect(kStart));
  CHECK(to_string(device->asking()) != first);
  device->rest(sink, kStart);
  device->missed("no answer");
  REQUIRE(device->inspect(kStart));
  CHECK(to_string(device->asking()) == first);
}
