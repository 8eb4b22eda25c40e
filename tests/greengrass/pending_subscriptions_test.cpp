#include <catch2/catch.hpp>

#include "gateway/greengrass/pending_subscriptions.hpp"

namespace gatewarden::greengrass {

using namespace std::chrono_literals;
using Codes = std::vector<std::uint8_t>;

namespace {

constexpr SteadyTime kStart{1h};

}  // namespace

TEST_CASE("a subscription is answered when all its filters are, in whichever order") {
  PendingSubscriptions pending(0s);
  pending.ask(7, 2);
  pending.answered(7, 1, 1, kStart);
  CHECK_FALSE(pending.take(kStart));
  pending.answered(7, 0, mqtt::kNotAuthorized, kStart);
  const auto answered = pending.take(kStart);
  REQUIRE(answered);
  CHECK(answered->ticket == 7);
  CHECK(answered->codes == Codes{mqtt::kNotAuthorized, 1});
  CHECK_FALSE(pending.take(kStart));
}

TEST_CASE("a nucleus that answers before it has subscribed is given its time") {
  PendingSubscriptions pending(1s);
  CHECK_FALSE(pending.next());
  pending.ask(1, 1);
  pending.ask(2, 1);
  pending.answered(2, 0, 0, kStart);
  pending.answered(1, 0, 0, kStart + 400ms);
  CHECK(pending.next() == kStart + 1s);
  CHECK_FALSE(pending.take(kStart + 999ms));
  CHECK(pending.take(kStart + 1s)->ticket == 2);
  CHECK(pending.next() == kStart + 1400ms);
  CHECK_FALSE(pending.take(kStart + 1s));
  CHECK(pending.take(kStart + 2s)->ticket == 1);
}

}  // namespace gatewarden::greengrass
