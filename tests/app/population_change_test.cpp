// Children that come, go and move turn by turn, while their links hand on what comes in between.
#include "gateway/app/children/population_change.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <utility>

#include "gateway/base/log.hpp"
#include "tests/app/population_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::app;

namespace {

constexpr int kChildren = 1200;  // some turns

config::Fleet fleet_of(const std::string& children, const std::string& profiles = "") {
  return load_fleet(
      "gateway: { thing: gw, host: { enabled: false } }\nuplink: [{ stdout: {} }]\n"
      "links:\n"
      "  site: { mqtt: { broker: \"mqtt://192.0.2.2\", topics: [\"s/{id}\"] },\n"
      "          unknown: { learn: { profile: learned, thing: \"gw:{id}\", at_most: 2000, per_minute: 2000 } } }\n"
      "  yard: { mqtt: { broker: \"mqtt://192.0.2.3\" } }\n"
      "profiles:\n"
      "  press: { metrics: { wh: { from: { json: /wh }, aggregate: delta }, t: { from: { json: /t } } } }\n"
      "  door: { metrics: { t: { from: { json: /t } } } }\n"
      "  learned: { metrics: { t: { from: { json: /t } } } }\n" +
      profiles + "children:\n" + children);
}

std::string entry(const std::string& thing, const std::string& profile, const std::string& link,
                  const std::string& topic) {
  return "  - { thing: \"gw:" + thing + "\", profile: " + profile + ", link: " + link + ", topic: " + topic +
         " }\n";
}

std::string presses(int first) {
  std::string all;
  for (int i = first; i < first + kChildren; ++i)
    all += entry("p" + std::to_string(i), "press", "site", "t/" + std::to_string(i));
  return all;
}

// Hands on what comes for everybody of whom it was told, and for nobody of whom it was told that he is not its own.
class TalkingLinks final : public ChildLinks {
 public:
  explicit TalkingLinks(PopulationRig& rig) : rig_(rig) {}
  void release(const std::string& link, DeviceId device) override { served_.erase({link, index_of(device)}); }
  void serve(const std::string& link, const Assignment& device) override {
    served_[{link, index_of(device.device)}] = device;
  }
  // The last point of each: of another child's, if it is not its own.
  void talk() {
    for (const auto& [key, device] : served_) {
      INFO(device.thing);
      REQUIRE(rig_.registry.contains(device.device));
      const Child& child = rig_.registry.child(device.device);
      CHECK(child.thing.text() == device.thing);
      CHECK(child.link == key.first);
      CHECK(rig_.registry.first_point(device.device) == device.first);
      REQUIRE(child.profile->metrics.size() == device.profile->metrics.size());
      const auto last = static_cast<std::uint32_t>(child.profile->metrics.size() - 1);
      rig_.reports.accept(device.first + last, Number::natural(1), rig_.clock.now());
      ++heard;
    }
  }
  std::size_t heard = 0;
  std::size_t size() const { return served_.size(); }

 private:
  PopulationRig& rig_;
  std::map<std::pair<std::string, std::uint32_t>, Assignment> served_;
};

struct Reloading : PopulationRig {
  Reloading() {
    log::set_level(log::Level::off);
    ids.confirmed(~std::uint64_t{0}, clock.wall());
  }
  explicit Reloading(const StoredState& stored) : PopulationRig(stored) { log::set_level(log::Level::off); }

  // `between`: after each turn, with the number of turns until then.
  Population::Change reload(
      const config::Fleet& fleet, const std::function<void(int)>& between = [](int) {}) {
    PopulationChange change(population, fleet, {}, links);
    turns = 0;
    for (bool done = false; !done; between(++turns)) done = change.look();
    looked = turns;
    for (bool done = false; !done; between(++turns)) done = change.go_on();
    return change.so_far();
  }
  TalkingLinks links{*this};
  int turns = 0, looked = 0;
};

}  // namespace

TEST_CASE("between the turns of a reload whatever a link hands on is the right child's") {
  Reloading site;
  site.reload(fleet_of(presses(0)));
  CHECK(site.links.size() == kChildren);
  const DeviceId moved = site.device("gw:p2");
  site.reports.accept(site.registry.first_point(moved), Number::natural(100), site.clock.now());
  std::string wanted;
  for (int i = 0; i < kChildren; ++i) {
    const std::string own = "p" + std::to_string(i), topic = "t/" + std::to_string(i);
    if (i % 6 == 0) wanted += entry(own, "press", "site", topic);
    if (i % 6 == 1) wanted += entry(own, "door", "site", topic);
    if (i % 6 == 2) wanted += entry(own, "press", "yard", topic);
    if (i % 6 == 4) wanted += entry(own, "press", "site", "other/" + topic);
    if (i % 6 == 5) wanted += entry("new-" + own, "press", "site", topic);
  }
  const auto change = site.reload(fleet_of(wanted), [&](int) { site.links.talk(); });
  CHECK(site.turns > 6);
  CHECK(site.links.heard > 6 * kChildren / 2);
  CHECK(site.links.size() == kChildren * 5 / 6);
  CHECK(change.kept == kChildren / 6);
  CHECK(change.moved.size() == kChildren / 6);
  CHECK(change.removed == kChildren * 4 / 6);
  CHECK(change.added == kChildren * 3 / 6);
  CHECK(site.device("gw:p2") == moved);
  CHECK(site.growth("gw:p2", "wh", Number::natural(130)) == 30);
}

TEST_CASE("children that all change keep to their ids: what is kept by id does not grow") {
  Reloading site;
  site.reload(fleet_of(presses(0)));
  site.reload(fleet_of(presses(kChildren)));
  CHECK(site.registry.device_bound() == kChildren);
  CHECK(site.registry.point_bound() == 2 * kChildren);
  CHECK(site.links.size() == kChildren);
}

TEST_CASE("a device that is learned during the reload that lists it becomes the listed child") {
  Reloading site;
  site.reload(fleet_of(presses(0)));
  bool learned = false;
  site.reload(fleet_of(presses(0) + entry("late", "press", "yard", "t/late")), [&](int turn) {
    if (turn == site.looked + 1) learned = site.learner.learn("site", "late").has_value();
  });
  CHECK(learned);
  const Child& late = site.registry.child(site.device("gw:late"));
  CHECK_FALSE(late.learned);
  CHECK(late.link == "yard");
  CHECK(late.profile->name == "press");
}

TEST_CASE("an id that changes hands during a reload is its new owner's") {
  Reloading site;
  site.reload(fleet_of(presses(0)));
  REQUIRE(site.learner.learn("site", "a"));
  const DeviceId id = site.device("gw:a");
  const auto listed = fleet_of(presses(0) + entry("a", "press", "site", "t/a"));
  PopulationChange change(site.population, listed, {}, site.links);
  while (!change.look()) continue;
  REQUIRE(site.learner.forget("gw:a").answer == Learner::Answer::forgotten);
  REQUIRE(site.learner.learn("site", "b"));
  REQUIRE(site.device("gw:b") == id);
  while (!change.go_on()) site.links.talk();
  CHECK(site.device("gw:b") == id);
  CHECK(site.registry.child(id).learned);
  CHECK_FALSE(site.registry.child(site.device("gw:a")).learned);
}

TEST_CASE("devices whose profile is back are all served again, also if others are forgotten meanwhile") {
  StoredState stored;
  for (int i = 0; i < kChildren; ++i) {
    const std::string own = "d" + std::to_string(i);
    stored.learned.push_back({"site", own, "gw:" + own, i % 2 == 0 ? "learned" : "back"});
  }
  Reloading site(stored);
  site.reload(fleet_of(entry("one", "door", "site", "t/one")));
  CHECK(site.registry.size() == 1 + kChildren / 2);
  int forgotten = 0;
  site.reload(
      fleet_of(entry("one", "door", "site", "t/one"), "  back: { metrics: { t: { from: { json: /t } } } }\n"),
      [&](int turn) {
        if (turn <= site.looked) return;
        const std::string first = "gw:d" + std::to_string(2 * turn);
        forgotten += site.learner.forget(first).answer == Learner::Answer::forgotten ? 1 : 0;
      });
  CHECK(forgotten > 2);
  CHECK(site.registry.size() == static_cast<std::size_t>(1 + kChildren - forgotten));
}
