#include "adapters/modbus/commission/given_up_requests.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kNow{10s};
constexpr Range kOne{Table::holding_registers, 1, 1};
constexpr Range kOther{Table::holding_registers, 2, 1};

SentRequest sent(std::uint16_t id, std::uint8_t unit, const Request& request = kOne, SteadyTime at = kNow) {
  return {id, unit, request, at};
}
const std::vector<std::uint8_t> kSeven{3, 2, 0, 7};

Frame frame(std::uint16_t id, std::uint8_t unit, bool damaged = false,
            const std::vector<std::uint8_t>& pdu = kSeven) {
  Frame frame;
  frame.pdu = pdu;
  frame.transaction = id;
  frame.unit = unit;
  frame.damaged = damaged;
  return frame;
}

}  // namespace

TEST_CASE("a late answer over TCP is known by its transaction, once") {
  GivenUpRequests given_up(false, 300ms);
  given_up.add(sent(7, 4), kNow);
  CHECK_FALSE(given_up.take(frame(8, 4)));
  CHECK_FALSE(given_up.take(frame(7, 5)));
  CHECK_FALSE(given_up.take(frame(7, 4, true)));
  const auto late = given_up.take(frame(7, 4));
  REQUIRE(late);
  CHECK(late->request.unit == 4);
  CHECK(late->request.sent == kNow);
  CHECK(late->of_unit);
  CHECK_FALSE(given_up.take(frame(7, 4)));
  CHECK(given_up.free_for(4, kOther) == SteadyTime::min());  // its id identifies the answer
}

TEST_CASE("a late answer over RTU is known by its unit, which is asked nothing else until then") {
  GivenUpRequests given_up(true, 300ms);
  given_up.add(sent(7, 4), kNow);
  CHECK(given_up.free_for(4, kOther) == kNow + 300ms);
  CHECK(given_up.free_for(4, kOne) == SteadyTime::min());  // either answer is right
  CHECK(given_up.free_for(5, kOther) == SteadyTime::min());
  CHECK(given_up.take(frame(0, 4)));
  CHECK(given_up.free_for(4, kOther) == SteadyTime::min());
}

TEST_CASE("a late answer that the unit did not give itself is told as such") {
  const std::vector<std::vector<std::uint8_t>> not_its_own{
      {0x83, 10}, {0x83, 11}, {4, 2, 0, 7}, {3, 4, 0, 7, 0, 7}};
  for (const auto& pdu : not_its_own) {
    GivenUpRequests given_up(false, 300ms);
    given_up.add(sent(7, 4), kNow);
    const auto late = given_up.take(frame(7, 4, false, pdu));
    REQUIRE(late);
    CHECK_FALSE(late->of_unit);
  }
}

TEST_CASE("a late answer over RTU belongs to the request that it fits") {
  constexpr Range kTwo{Table::holding_registers, 3, 2};
  GivenUpRequests given_up(true, 300ms);
  given_up.add(sent(7, 4, kTwo), kNow);
  given_up.add(sent(8, 4, kOther), kNow);
  const auto late = given_up.take(frame(0, 4));
  REQUIRE(late);
  CHECK(late->request.id == 8);
  CHECK_FALSE(given_up.take(frame(0, 4)));
}

TEST_CASE("an answer to the same request, asked twice over RTU, may be followed by another one") {
  GivenUpRequests given_up(true, 300ms);
  given_up.add(sent(7, 4), kNow);
  const SteadyTime again = kNow + 10ms;
  given_up.answered(sent(8, 4, kOne, again));
  CHECK(given_up.free_for(4, kOther) == again + 600ms);
  given_up.answered(sent(9, 4, kOther, again));
  CHECK(given_up.free_for(4, kOther) == SteadyTime::min());
}

TEST_CASE("only the last eight requests are remembered") {
  GivenUpRequests given_up(false, 300ms);
  for (std::uint16_t id = 1; id <= 9; ++id) given_up.add(sent(id, 4), kNow);
  CHECK_FALSE(given_up.take(frame(1, 4)));
  CHECK(given_up.take(frame(2, 4)));
  CHECK(given_up.take(frame(9, 4)));
}
