#include "adapters/modbus/poll/turns.hpp"

#include <catch2/catch.hpp>

#include "tests/modbus/device_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

constexpr bool kProven = true;

// A line with `places`, and its open requests.
struct Site {
  explicit Site(unsigned places) : turns(places), requests(places) {}

  Device* next(bool proven = kProven) { return turns.next(requests, proven, now); }
  // Asks the next device; null if there is none.
  Device* ask(bool proven = kProven) {
    Device* device = next(proven);
    if (!device) return nullptr;
    const PendingRequest asked = request_to(*device, requests.next_id(), now);
    requests.add(asked);
    turns.asked(asked);
    return device;
  }
  void end(const Device& device, bool unanswered) {
    turns.ended(requests.end(*requests.of(device)), unanswered, now);
  }

  SteadyTime now = kStart;
  Turns turns;
  Requests requests;
};

}  // namespace

TEST_CASE("devices come due in the order of their times, and of one time in that of the fleet file") {
  Turns turns(1);
  const auto first = living(1), second = living(2), third = living(3);
  turns.wait(*third, kStart + 1s);
  turns.wait(*second, kStart + 2s);
  turns.wait(*first, kStart + 2s);
  CHECK(turns.next_due() == kStart + 1s);
  CHECK(turns.take_due(kStart) == nullptr);
  CHECK(turns.take_due(kStart + 2s) == third.get());
  CHECK(turns.take_due(kStart + 2s) == first.get());
  CHECK(turns.take_due(kStart + 2s) == second.get());
  CHECK(turns.take_due(kStart + 2s) == nullptr);
  CHECK(turns.next_due() == SteadyTime::max());
  CHECK(second->due == kStart + 2s);
}

TEST_CASE("a device that is held off goes on later and keeps the time its cycle was due") {
  Turns turns(1);
  const auto device = living(1);
  turns.wait(*device, kStart);
  REQUIRE(turns.take_due(kStart) == device.get());
  turns.hold_off(*device, kStart + 1s);
  CHECK(turns.next_due() == kStart + 1s);
  CHECK(device->due == kStart);
}

TEST_CASE("a unit with a request under way is passed over, the others keep their order") {
  Site site(2);
  const auto one = living(1), same_unit = living(1), other = living(2);
  for (Device* each : {one.get(), same_unit.get(), other.get()}) site.turns.join(*each);
  CHECK(site.ask() == one.get());
  CHECK(site.ask() == other.get());
  site.end(*one, false);
  CHECK(site.ask() == same_unit.get());
}

TEST_CASE("a device that joins first is asked first") {
  Site site(1);
  const auto one = living(1), other = living(2);
  site.turns.join(*one);
  site.turns.join_first(*other);
  CHECK(site.next() == other.get());
  CHECK(site.next() == one.get());
  CHECK_FALSE(site.turns.waiting(site.now));
}

TEST_CASE("an unanswered probe costs the line a tenth of its time at most, an answered one nothing") {
  Site site(1);
  const auto gone = offline(1);
  site.turns.join(*gone);
  REQUIRE(site.ask() == gone.get());
  CHECK(site.turns.next_probe(site.now) == SteadyTime::max());  // none waits
  site.now += 500ms;
  site.end(*gone, true);
  site.turns.join(*gone);
  CHECK_FALSE(site.turns.waiting(site.now));
  CHECK(site.turns.next_probe(site.now) == kStart + 5s);
  CHECK(site.ask() == nullptr);
  site.now = kStart + 5s;
  CHECK(site.turns.waiting(site.now));
  REQUIRE(site.ask() == gone.get());
  site.end(*gone, false);
  site.turns.join(*gone);
  CHECK(site.ask() == gone.get());
}

TEST_CASE("a probe goes before the living, but not over a connection that has not brought an answer") {
  Site site(2);
  const auto alive = living(1), gone = offline(2);
  site.turns.join(*alive);
  site.turns.join(*gone);
  CHECK(site.ask(!kProven) == alive.get());
  CHECK(site.ask(!kProven) == gone.get());  // no other waits
  site.end(*alive, false);
  site.end(*gone, false);
  site.turns.join(*alive);
  site.turns.join(*gone);
  CHECK(site.ask() == gone.get());
}

TEST_CASE("after a unit never seen cost a time-out, those that answer go first for twice as long") {
  Site site(1);
  const auto unseen = device_of(1), another = device_of(2), alive = living(3);
  for (Device* each : {unseen.get(), another.get(), alive.get()}) site.turns.join(*each);
  REQUIRE(site.ask() == unseen.get());
  site.now += 500ms;
  site.end(*unseen, true);
  CHECK(site.ask() == alive.get());
  site.end(*alive, false);
  site.turns.join(*alive);
  site.now += 1s;
  CHECK(site.ask() == another.get());
}

TEST_CASE("then the last of several places is kept for them") {
  Site site(2);
  const auto unseen = device_of(1), another = device_of(2), third = device_of(3), alive = living(4);
  site.turns.join(*unseen);
  REQUIRE(site.ask() == unseen.get());
  site.now += 500ms;
  site.end(*unseen, true);
  site.turns.join(*another);
  site.turns.join(*third);
  CHECK(site.ask() == another.get());
  CHECK(site.ask() == nullptr);
  site.turns.join(*alive);
  CHECK(site.ask() == alive.get());
}

TEST_CASE("a device that is gone leaves its wait and its queue") {
  Site site(1);
  const auto waiting = living(1), queued = living(2);
  site.turns.wait(*waiting, kStart);
  site.turns.join(*queued);
  site.turns.remove(*waiting);
  site.turns.remove(*queued);
  CHECK(site.turns.take_due(kStart) == nullptr);
  CHECK(site.next() == nullptr);
  CHECK_FALSE(site.turns.withdraw(*queued));
}

TEST_CASE("once the line is back, suspects are asked on their grid instead of after their pause") {
  Turns turns(1);
  const auto gone = offline(1), alive = living(2);
  turns.wait(*gone, kStart + 30s);
  turns.wait(*alive, kStart + 20s);
  turns.retry_suspects(kStart + 3s);
  CHECK(turns.next_due() == kStart + 10s);
  CHECK(gone->due == kStart + 10s);
  CHECK(alive->due == kStart + 20s);
}
