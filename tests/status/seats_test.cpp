#include "gateway/status/serve/seats.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::status;
using namespace std::chrono_literals;

namespace {

struct Connection : std::enable_shared_from_this<Connection> {
  Connection(Seats<Connection>& s, std::optional<SteadyTime> i) : seats(s), idle(i) {}
  std::optional<SteadyTime> idle_since(SteadyTime) const { return idle; }
  void end() {
    ended = true;
    seats.remove(shared_from_this());
  }
  void close() { ended = true; }
  Seats<Connection>& seats;
  std::optional<SteadyTime> idle;
  bool ended = false;
};

}  // namespace

TEST_CASE("of those who are idle the one that is it for the longest gives way, and who is served never") {
  Seats<Connection> seats;
  const SteadyTime now = SteadyTime() + 10s;
  std::vector<std::shared_ptr<Connection>> all;
  for (const auto idle : {std::optional<SteadyTime>(), std::optional(now - 1s), std::optional(now - 3s),
                          std::optional(now - 2s)}) {
    all.push_back(std::make_shared<Connection>(seats, idle));
    seats.add(all.back());
  }
  const auto any = [](const auto&) { return true; };
  for (const std::size_t expected : {2, 3, 1}) {
    CHECK(seats.idle_gives_way(now, any));
    CHECK(all[expected]->ended);
  }
  CHECK_FALSE(seats.idle_gives_way(now, any));
  CHECK_FALSE(all[0]->ended);
  CHECK(seats.size() == 1);
}
