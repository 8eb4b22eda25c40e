#include "gateway/wire/fit/payload_room.hpp"

#include <catch2/catch.hpp>

namespace gatewarden {

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

}  // namespace gatewarden
