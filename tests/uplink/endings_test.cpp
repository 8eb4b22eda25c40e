#include <catch2/catch.hpp>

#include "gateway/uplink/endings.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {

using namespace std::chrono_literals;
using Kind = Outcome::Kind;

namespace {

constexpr SteadyTime kStart{1h};

Flight flight_of(std::size_t bytes, std::string topic = "t/1") {
  Flight flight;
  flight.publication.bytes = std::string(bytes, 'x');
  flight.topic = std::move(topic);
  return flight;
}

PayloadRoom in_packet(std::uint32_t bytes) {
  mqtt::ConnAck announced;
  announced.maximum_packet_size = bytes;
  return room_of(announced);
}

}  // namespace

TEST_CASE("a report is too large for the service's limit, or for the packet its broker takes") {
  CHECK_FALSE(too_large(flight_of(limits::kPayloadBytes), PayloadRoom{}));
  const auto refused = too_large(flight_of(limits::kPayloadBytes + 1), PayloadRoom{});
  REQUIRE(refused);
  CHECK(refused->kind == Kind::refused);
  CHECK(refused->code == "too-large");
  // Around the payload: ten bytes and the topic.
  CHECK_FALSE(too_large(flight_of(87), in_packet(100)));
  const auto by_packet = too_large(flight_of(88), in_packet(100));
  REQUIRE(by_packet);
  CHECK(by_packet->detail ==
        "88 bytes, and at most 87 can be sent: report fewer metrics, shorter lists, or CBOR");
  CHECK(too_large(flight_of(1), in_packet(5)));  // no room for the topic
}

TEST_CASE("a report that was not acknowledged for too long is not sent again") {
  Flight flight = flight_of(1);
  CHECK_FALSE(outdated(flight, kStart + 1h, 5min));  // never sent
  flight.sends = 1;
  flight.first_sent = kStart;
  CHECK_FALSE(outdated(flight, kStart + 5min, 5min));
  CHECK(outdated(flight, kStart + 5min + 1ms, 5min)->kind == Kind::outdated);
  flight.maybe_arrived = true;
  CHECK(outdated(flight, kStart + 6min, 5min)->kind == Kind::no_verdict);
}

TEST_CASE("a report whose topic was refused meanwhile is not sent again") {
  Quarantine quarantine(7);
  quarantine.put("t/1", "m1", Quarantine::Cause::unauthorised, "because", kStart);
  Flight flight = flight_of(1);
  CHECK_FALSE(refused_meanwhile(flight, quarantine));  // never sent: it is a probe
  flight.sends = 1;
  const auto ending = refused_meanwhile(flight, quarantine);
  REQUIRE(ending);
  CHECK(ending->kind == Kind::withheld);
  CHECK(ending->code == "unauthorised");
  CHECK(ending->detail == "because");
  flight.maybe_arrived = true;
  CHECK(refused_meanwhile(flight, quarantine)->kind == Kind::no_verdict);
  flight.topic = "t/2";
  CHECK_FALSE(refused_meanwhile(flight, quarantine));
}

TEST_CASE("a second copy that comes too soon means that the first one was taken") {
  Verdict verdict;
  verdict.code = kThrottled;
  Flight flight = flight_of(1);
  CHECK(judged(flight, verdict).kind == Kind::throttled);
  flight.maybe_arrived = true;
  CHECK(judged(flight, verdict).kind == Kind::accepted);
}

TEST_CASE("a verdict is told with the service's code and words") {
  Verdict verdict;
  verdict.accepted = true;
  CHECK(judged({}, verdict).kind == Kind::accepted);
  verdict.accepted = false;
  CHECK(judged({}, verdict).code == "no code");
  verdict.code = "InvalidPayload";
  verdict.detail = "a metric is missing";
  const Ending ending = judged({}, verdict);
  CHECK(ending.kind == Kind::rejected);
  CHECK(ending.code == "InvalidPayload");
  CHECK(ending.detail == "a metric is missing");
}

}  // namespace gatewarden
