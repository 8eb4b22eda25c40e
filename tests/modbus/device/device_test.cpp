#include "adapters/modbus/device/device.hpp"

#include <catch2/catch.hpp>

#include "tests/modbus/device_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

const std::vector<std::uint8_t> kSeven{0, 7};

// Far apart: two reads.
std::vector<ValueSource> two_reads() { return {holding(0), holding(1000)}; }

}  // namespace

TEST_CASE("a cycle asks each read and is forgotten with its end") {
  const auto device = device_of(1, two_reads());
  RecordingSink sink;
  REQUIRE(device->begin(kStart));
  CHECK(device->sent());
  CHECK_FALSE(device->sent());
  device->answered(kStart, 5ms);
  device->read_answered(kStart, true);
  device->take(kSeven, sink, kStart);
  REQUIRE(device->go_on(kStart));
  CHECK(to_string(device->asking()) == "holding 1000");
  device->refused("exception 2");
  CHECK_FALSE(device->go_on(kStart));
  device->complete(sink, kStart);
  CHECK(device->why == "exception 2");  // incomplete
  device->rest(sink, kStart);
  CHECK(sink.numbers[100] == std::vector<double>{7});
  const Cycle& cycle = device->cycle();
  CHECK_FALSE((cycle.begun || cycle.answered || cycle.got_values || cycle.incomplete));
  CHECK(cycle.next_read == 0);
  CHECK(device->begin(kStart + 10s));
  CHECK(to_string(device->asking()) == "holding 0");
}

TEST_CASE("a whole cycle clears the last error") {
  const auto device = device_of(1);
  RecordingSink sink;
  device->why = "no answer";
  REQUIRE(device->begin(kStart));
  device->read_answered(kStart, true);
  device->complete(sink, kStart);
  CHECK(device->why.empty());
}

TEST_CASE("a request is repeated as often as allowed, and anew after an answer") {
  const auto device = device_of(1);
  REQUIRE(device->begin(kStart));
  CHECK(device->repeat(1));
  CHECK_FALSE(device->repeat(1));
  device->answered(kStart, 5ms);
  CHECK(device->repeat(1));
}

TEST_CASE("a request that its connection took along is sent again once a cycle") {
  const auto device = device_of(1);
  RecordingSink sink;
  REQUIRE(device->begin(kStart));
  CHECK(device->resend());
  CHECK_FALSE(device->resend());
  device->rest(sink, kStart);
  CHECK(device->resend());
}

TEST_CASE("a refused read is asked in parts from then on") {
  const auto device = device_of(1, {holding(0), holding(1)});
  REQUIRE(device->begin(kStart));
  CHECK(to_string(device->asking()) == "holding 0..1");
  REQUIRE(device->split(kStart));
  CHECK(to_string(device->asking()) == "holding 0");
  REQUIRE(device->go_on(kStart));
  CHECK(to_string(device->asking()) == "holding 1");
  CHECK_FALSE(device->split(kStart));
}

TEST_CASE("an offline device whose first read stays unanswered is probed with another one") {
  const auto device = offline(1);
  const auto twice = device_of(2, two_reads());
  twice->health.answered();
  REQUIRE(twice->begin(kStart));
  twice->leave_out();
  for (int i = 0; i < 3; ++i) twice->health.missed();
  REQUIRE(twice->suspect());
  REQUIRE(twice->restart(kStart + 10s));
  CHECK(to_string(twice->asking()) == "holding 1000");
  REQUIRE(device->begin(kStart));
  CHECK(to_string(device->asking()) == "holding 7");
}

TEST_CASE("never seen and once unanswered is suspect, answered is not") {
  const auto device = device_of(1);
  CHECK_FALSE(device->suspect());
  CHECK_FALSE(device->answers());
  device->health.missed();
  CHECK(device->suspect());
  device->answered(kStart, 5ms);
  CHECK(device->answers());
  CHECK(device->heard == kStart);
}
