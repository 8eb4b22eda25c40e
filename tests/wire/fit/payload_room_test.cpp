#include "gateway/wire/fit/payload_room.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "gateway/wire/fit/mirror_room.hpp"
#include "gateway/wire/report_record.hpp"

namespace gatewarden {

using namespace std::chrono_literals;

TEST_CASE("each way counts what it counts: the payload, the packet, or a frame in Base64") {
  PayloadRoom room;
  CHECK(room.on_topic(51) == 128'000);
  room.payload = 7'000;
  CHECK(room.on_topic(51) == 7'000);
  room.packet = 5'000;
  CHECK(room.on_topic(51) == 5'000 - 51 - 10);
  room.encoded = 451;
  CHECK(room.on_topic(51) == 300);
  room.record = 100;
  room.beside_thing = 41;
  CHECK(room.of_thing(10) == 200 - 10);
  room.packet = 20;
  CHECK(room.on_topic(51) == 0);
}

TEST_CASE("a mirror's room is what its filled topic and its encoded record leave, to the byte") {
  const Format format = GENERATE(Format::json, Format::cbor);
  const std::string pattern = GENERATE("m", "{thing}", "{gateway}/{thing}/{thing}", "$aws/rules/r/{thing}");
  const std::string gateway(GENERATE(1U, 24U), 'g');
  for (const std::size_t size : {1U, 23U, 24U, 100U, 255U, 256U}) {
    const std::string thing(size, 't'), report(500, 'x');
    CAPTURE(format, pattern, gateway.size(), size);
    PayloadRoom room;
    room.packet = 5'000;
    std::string topic = pattern, record;
    for (const auto& [name, value] : {std::pair("{thing}", thing), std::pair("{gateway}", gateway)}) {
      for (auto at = topic.find(name); at != std::string::npos; at = topic.find(name))
        topic.replace(at, std::string_view(name).size(), value);
    }
    encode_record({thing, gateway, WallTime{1'795'000'000'000ms}}, format, report, record);
    const std::size_t around = record.size() - report.size();
    const Mirror mirror{pattern, format, KeyNames::long_names, true};
    CHECK(room_in(room, mirror, gateway).of_thing(size) == room.on_topic(topic.size()) - around);
    const Mirror bare{pattern, format, KeyNames::long_names, false};
    CHECK(room_in(room, bare, gateway).of_thing(size) == room.on_topic(topic.size()));
  }
}

TEST_CASE("a report's room is that of its own topic, or of the mirror that carries it") {
  PayloadRoom room;
  room.packet = 5'000;
  CHECK(report_room(room, nullptr, "gw", Format::json).of_thing(7) ==
        room.on_topic(std::string_view("$aws/things/press-1/defender/metrics/json").size()));
  CHECK(report_room(room, nullptr, "gw", Format::cbor).of_thing(7) ==
        room.on_topic(std::string_view("$aws/things/press-1/defender/metrics/cbor").size()));
  const Mirror carrier{"m/{thing}", Format::json, KeyNames::long_names, false};
  CHECK(report_room(room, &carrier, "gw", Format::json).of_thing(7) ==
        room.on_topic(std::string_view("m/press-1").size()));
}

}  // namespace gatewarden
