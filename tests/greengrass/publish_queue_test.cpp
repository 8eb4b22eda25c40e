#include <catch2/catch.hpp>

#include "gateway/greengrass/publish_queue.hpp"

namespace gatewarden::greengrass {

using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kStart{1h};
constexpr Rules kRules{.frame_bytes = 1000,
                       .payload_bytes = 500,
                       .publishes_in_flight = 3,
                       .bytes_in_flight = 100,
                       .lingering = 500ms,
                       .subscription_gap = 0s};

}  // namespace

TEST_CASE("publishes go in the order they came, as the nucleus' window has room for their bytes") {
  PublishQueue queue(kRules);
  queue.add({1, "one", 60});
  queue.add({2, "two", 60});
  queue.add({3, "three", 10});
  REQUIRE(queue.take(kStart)->text == "one");
  CHECK_FALSE(queue.take(kStart));              // the third would fit, but waits for the second
  CHECK_FALSE(queue.refused(1, true, kStart));  // nothing was taken lately: it is refused
  CHECK(queue.take(kStart)->ticket == 2);
  CHECK(queue.take(kStart)->ticket == 3);
  CHECK_FALSE(queue.take(kStart));
}

TEST_CASE(
    "a publish that the nucleus took keeps its place for a while, and time alone makes room for the next") {
  PublishQueue queue(kRules);
  queue.add({1, "one", 60});
  queue.add({2, "two", 60});
  REQUIRE(queue.take(kStart));
  CHECK_FALSE(queue.next_room());  // only the answer makes room
  queue.taken(1, kStart);
  CHECK_FALSE(queue.take(kStart));
  CHECK(queue.next_room() == kStart + 500ms);
  CHECK(queue.take(kStart + 500ms)->ticket == 2);
  CHECK_FALSE(queue.next_room());  // nothing waits
}

TEST_CASE("what a full nucleus refuses waits here, first in line, until an answer shows that one has left") {
  PublishQueue queue(kRules);
  queue.add({1, "one", 10, 11});
  queue.add({2, "two", 10, 12});
  queue.add({3, "three", 10, 13});
  for (int i = 0; i < 3; ++i) REQUIRE(queue.take(kStart));
  queue.taken(1, kStart);
  CHECK(queue.refused(2, true, kStart));
  CHECK_FALSE(queue.refused(3, false, kStart));  // forbidden: others do not matter
  CHECK_FALSE(queue.take(kStart));
  queue.answered(11);
  CHECK(queue.take(kStart)->ticket == 2);
  CHECK_FALSE(queue.refused(2, true, kStart + 10s));  // nothing was taken lately: the core is offline
}

TEST_CASE("the queue is full by publishes that have not completed, refused ones included") {
  PublishQueue queue(kRules);
  queue.add({1, "one", 1});
  queue.refuse(2);
  CHECK_FALSE(queue.full());
  queue.add({3, "three", 1});
  CHECK(queue.full());
  CHECK(queue.complete(2));
  CHECK_FALSE(queue.complete(2));
  CHECK_FALSE(queue.full());
  CHECK(queue.give_up() == std::set<mqtt::Ticket>{1, 3});
  CHECK(queue.give_up().empty());
}

}  // namespace gatewarden::greengrass
