#include "adapters/local_mqtt/connection_state.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::local_mqtt;
using namespace std::chrono_literals;

namespace {

const SteadyTime kStart = SteadyTime{} + 1h;

LinkSnapshot shown(const ConnectionState& connection, SteadyTime now = kStart) {
  LinkSnapshot shot;
  connection.show(shot, now);
  return shot;
}

}  // namespace

TEST_CASE("a connection shows whether it stands, and why not") {
  ConnectionState connection(7);
  CHECK(shown(connection).state == LinkState::stopped);
  connection.connecting();
  CHECK(shown(connection).state == LinkState::connecting);
  connection.connected(kStart);
  CHECK(shown(connection).state == LinkState::connected);
  CHECK_FALSE(shown(connection).retry_in);
  connection.failed("a subscription was refused");
  CHECK(shown(connection).why == "a subscription was refused");
  const SteadyTime retry = connection.lost("connection reset", kStart + 1s);
  CHECK(shown(connection, kStart + 1s).state == LinkState::waiting);
  CHECK(shown(connection, kStart + 1s).retry_in == retry - (kStart + 1s));
  CHECK(shown(connection).why == "connection reset");
  connection.connecting();
  CHECK(shown(connection).why == "connection reset");
  connection.connected(retry);
  CHECK(shown(connection).why.empty());
  connection.stopped();
  CHECK(connection.is(LinkState::stopped));
}

TEST_CASE("an attempt that failed is no loss of a connection") {
  ConnectionState connection(7);
  connection.connecting();
  connection.lost("refused", kStart);
  connection.connecting();
  connection.connected(kStart);
  connection.lost("connection reset", kStart);
  CHECK(shown(connection).counters == std::map<std::string, std::uint64_t>{{"connects", 1}, {"losses", 1}});
}

TEST_CASE(
    "pauses grow over failures, within their bounds, and are short again after a connection that held") {
  ConnectionState connection(7);
  Duration longest{};
  for (int attempt = 0; attempt < 50; ++attempt) {
    connection.connecting();
    const Duration pause = connection.lost("refused", kStart) - kStart;
    CHECK(pause >= ConnectionState::kPauses.floor);
    CHECK(pause <= ConnectionState::kPauses.cap);
    longest = std::max(longest, pause);
  }
  CHECK(longest > 10s);
  connection.connected(kStart);
  const SteadyTime end = kStart + ConnectionState::kHeld;
  CHECK(connection.lost("connection reset", end) - end <= ConnectionState::kPauses.first);
}

TEST_CASE("a connection that did not hold leaves the pauses long") {
  ConnectionState connection(7);
  for (int attempt = 0; attempt < 50; ++attempt) connection.lost("refused", kStart);
  Duration longest{};
  for (int loss = 0; loss < 50; ++loss) {
    connection.connected(kStart);
    const SteadyTime end = kStart + ConnectionState::kHeld - 1ms;
    longest = std::max(longest, connection.lost("connection reset", end) - end);
  }
  CHECK(longest > 10s);
}

TEST_CASE("an outage is news once") {
  ConnectionState connection(7);
  connection.lost("refused", kStart);
  CHECK(connection.loss_is_news());
  connection.lost("refused", kStart);
  CHECK_FALSE(connection.loss_is_news());
  connection.connected(kStart);
  connection.lost("connection reset", kStart);
  CHECK(connection.loss_is_news());
}
