#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/uplink/reconnect_pauses.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kStart{1h};

// The longest of many pauses: near the cap only if the back-off grows.
Duration longest_of(ReconnectPauses& pauses, int times, std::optional<Duration> lasted,
                    std::optional<std::uint8_t> reason = std::nullopt) {
  Duration longest{};
  for (int i = 0; i < times; ++i) longest = std::max(longest, pauses.after(lasted, reason, kStart).length);
  return longest;
}

}  // namespace

TEST_CASE("pauses grow to two minutes while connections fail or end soon") {
  ReconnectPauses pauses(1);
  CHECK(pauses.after(std::nullopt, std::nullopt, kStart).length == 1s);
  CHECK(longest_of(pauses, 100, std::nullopt) > 100s);
  CHECK(longest_of(pauses, 100, 29s) > 100s);
}

TEST_CASE("after a good connection, or where the broker shuts down, the back-off starts afresh") {
  ReconnectPauses pauses(1);
  longest_of(pauses, 100, std::nullopt);
  CHECK(longest_of(pauses, 100, 30s) == 1s);
  longest_of(pauses, 100, std::nullopt);
  CHECK(longest_of(pauses, 100, 1s, mqtt::kServerShuttingDown) == 1s);
  longest_of(pauses, 100, std::nullopt);
  pauses.useful();
  CHECK(pauses.after(1s, std::nullopt, kStart).length == 1s);
}

TEST_CASE(
    "a session taken over twice within a minute means another client with our id, and a pause of minutes") {
  ReconnectPauses pauses(1);
  CHECK_FALSE(pauses.after(5s, mqtt::kSessionTakenOver, kStart).taken_over);
  CHECK_FALSE(pauses.after(5s, mqtt::kSessionTakenOver, kStart + 61s).taken_over);
  const auto contested = pauses.after(5s, mqtt::kSessionTakenOver, kStart + 121s);
  CHECK(contested.taken_over);
  CHECK(contested.length > 5min);
}

TEST_CASE("four sessions in a row that end soon and without a reason are suspicious") {
  ReconnectPauses pauses(1);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(pauses.ended_by_peer(1s, std::nullopt));
  CHECK(pauses.ended_by_peer(1s, std::nullopt) == 4U);
  CHECK(pauses.ended_by_peer(29s, std::nullopt) == 5U);
  CHECK_FALSE(pauses.ended_by_peer(30s, std::nullopt));
  for (int i = 0; i < 3; ++i) pauses.ended_by_peer(1s, std::nullopt);
  CHECK_FALSE(pauses.ended_by_peer(1s, mqtt::kKeepAliveTimeout));
  for (int i = 0; i < 3; ++i) pauses.ended_by_peer(1s, std::nullopt);
  pauses.useful();
  CHECK_FALSE(pauses.ended_by_peer(1s, std::nullopt));
}
