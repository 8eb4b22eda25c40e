#include "adapters/modbus/poll/requests.hpp"

#include <catch2/catch.hpp>

#include "adapters/modbus/wire/request_text.hpp"
#include "tests/modbus/device_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

TEST_CASE("a request under way keeps its unit busy and its place taken until it ends") {
  Requests requests(2);
  const auto first = device_of(1), second = device_of(2);
  CHECK(requests.empty());
  CHECK(requests.next_deadline() == SteadyTime::max());
  requests.add(request_to(*first, requests.next_id(), kStart));
  CHECK(requests.has(1));
  CHECK(requests.last_place());
  requests.add(request_to(*second, requests.next_id(), kStart + 100ms));
  CHECK(requests.full());
  CHECK(requests.oldest()->device == first.get());
  CHECK(requests.youngest()->device == second.get());
  CHECK(requests.next_deadline() == kStart + 500ms);
  CHECK(requests.end(*requests.oldest()).device == first.get());
  CHECK_FALSE(requests.has(1));
  CHECK(requests.has(2));
  CHECK(requests.of(*first) == nullptr);
  CHECK(requests.of(*second)->sent == kStart + 100ms);
}

TEST_CASE("the only place of a line is not its last one") { CHECK_FALSE(Requests(1).last_place()); }

TEST_CASE("requests expire at their deadline, the oldest first") {
  Requests requests(2);
  const auto first = device_of(1), second = device_of(2);
  requests.add(request_to(*first, requests.next_id(), kStart));
  requests.add(request_to(*second, requests.next_id(), kStart + 100ms));
  CHECK(requests.expired(kStart + 499ms) == nullptr);
  REQUIRE(requests.expired(kStart + 1s));
  CHECK(requests.expired(kStart + 1s)->device == first.get());
  requests.end(*requests.expired(kStart + 1s));
  CHECK(requests.expired(kStart + 599ms) == nullptr);
  CHECK(requests.expired(kStart + 600ms)->device == second.get());
}

TEST_CASE("an id that a patient unit still holds is passed over when the ids come round") {
  Requests requests(2);
  const auto patient = device_of(1);
  const std::uint16_t held = requests.next_id();
  requests.add(request_to(*patient, held, kStart));
  for (unsigned i = 0; i < 70'000; ++i) REQUIRE(requests.next_id() != held);
  CHECK(requests.with_id(held)->device == patient.get());
}

TEST_CASE("an answer with an id of the last 256 is late, with any other it is unsolicited") {
  Requests requests(1);
  std::uint16_t last = 0;
  for (unsigned i = 0; i < 1000; ++i) last = requests.next_id();
  CHECK(requests.was_used(last));
  CHECK(requests.was_used(static_cast<std::uint16_t>(last - 256)));
  CHECK_FALSE(requests.was_used(static_cast<std::uint16_t>(last - 257)));
  CHECK_FALSE(requests.was_used(static_cast<std::uint16_t>(last + 1)));
}

TEST_CASE("ids begin with 1 over a new connection, are never 0, and old ones are not used ones") {
  Requests requests(1);
  for (unsigned i = 0; i < 70'000; ++i) REQUIRE(requests.next_id() != 0);
  CHECK_FALSE(requests.was_used(0));
  requests.reset();
  CHECK_FALSE(requests.was_used(0xFFFF));
  CHECK(requests.next_id() == 1);
  CHECK(requests.was_used(1));
  CHECK_FALSE(requests.was_used(2));
}

TEST_CASE("an answer is late if its request was given up, and only once") {
  Requests requests(1);
  const auto device = device_of(1);
  REQUIRE(device->begin(kStart));
  requests.gave_up_on(request_to(*device, requests.next_id(), kStart), kStart + 500ms);
  requests.next_id();
  CHECK_FALSE(requests.given_up(2, kStart + 1s));
  REQUIRE(requests.given_up(1, kStart + 1s));
  const GivenUpRequest late = requests.take_late(*requests.given_up(1, kStart + 1s));
  CHECK(late.device == DeviceId{1});
  CHECK(late.unit == 1);
  CHECK(late.request == Request{Range{Table::holding_registers, 7, 1}});
  CHECK(late.sent == kStart);
  CHECK_FALSE(requests.given_up(1, kStart + 1s));
  requests.gave_up_on(request_to(*device, 2, kStart), kStart + 500ms);
  requests.reset();  // ids die with their connection
  CHECK_FALSE(requests.given_up(2, kStart + 1s));
}

TEST_CASE("the last 64 requests given up are remembered, for a minute") {
  Requests requests(1);
  const auto device = device_of(1);
  REQUIRE(device->begin(kStart));
  for (std::uint16_t id = 1; id <= 65; ++id)
    requests.gave_up_on(request_to(*device, id, kStart), kStart + id * 1ms);
  CHECK_FALSE(requests.given_up(1, kStart + 1s));
  CHECK(requests.given_up(2, kStart + 1min + 1ms));
  CHECK_FALSE(requests.given_up(2, kStart + 1min + 2ms));
  CHECK(requests.given_up(65, kStart + 1min + 64ms));
  requests.gave_up_on(request_to(*device, 65, kStart + 1min), kStart + 1min);  // the id comes round
  CHECK(requests.given_up(65, kStart + 1min)->sent == kStart + 1min);
}

TEST_CASE("the unit given up on is remembered until an answer comes") {
  Requests requests(1);
  const auto device = device_of(1);
  CHECK_FALSE(requests.gave_up_on_other_than(2));
  REQUIRE(device->begin(kStart));
  requests.gave_up_on(request_to(*device, 1, kStart), kStart + 500ms);
  CHECK(requests.gave_up_on_other_than(2));
  CHECK_FALSE(requests.gave_up_on_other_than(1));
  requests.heard();
  CHECK_FALSE(requests.gave_up_on_other_than(2));
}

TEST_CASE("why a request has no answer is said with what came instead") {
  const auto device = device_of(4);
  REQUIRE(device->begin(kStart));
  PendingRequest request = request_to(*device, 1, kStart);
  CHECK(why_unanswered(request, 0) == "no answer within 500ms to holding 7");
  CHECK(why_unanswered(request, 9) == "no answer within 500ms to holding 7; " + noise_text(9, "stop_bits"));
  request.other_id = {51363, true};
  CHECK(why_unanswered(request, 9) ==
        "no answer within 500ms to holding 7; answers carry id 51363 where 1 was asked");
  request.other_id->late = false;
  CHECK(why_unanswered(request, 9) ==
        "no answer within 500ms to holding 7; answers carry id 51363 where 1 was asked; a converter that "
        "numbers answers itself needs `any_transaction_id: true`");
  request.malformed = "answered another function";
  CHECK(why_unanswered(request, 9) ==
        "no answer within 500ms to holding 7; what came does not fit: answered another function");
  request.wrong_unit = 5;
  device->counters.late = 5;
  device->counters.twice = 3;
  device->counters.last_late = 750'300us;
  CHECK(why_unanswered(request, 9) ==
        "no answer within 500ms to holding 7; unit 5 answered in its place; 2 answers came late, the last "
        "after 750ms: a longer `timeout` may help");
  request.damaged = true;
  CHECK(why_unanswered(request, 9) ==
        "a damaged answer (checksum) to holding 7: check parity, termination and shielding");
}
