// A gateway of the real rooms, as gateway/app/gateway.cpp composes them: registry, open reports, batcher,
// ids, population, record keeper, a real database, the uplink. No links: the test reads the devices. Manual
// clock; commits on command.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>

#include "gateway/app/children/population.hpp"
#include "gateway/app/children/record_keeper.hpp"
#include "gateway/store/store.hpp"
#include "gateway/uplink/uplink.hpp"
#include "tests/conservation/simulated_service.hpp"
#include "tests/support/serve_at_once.hpp"

namespace gatewarden::test {

// Queues what the store's thread posts; the test runs it.
class Posted {
 public:
  std::function<void(std::function<void()>)> post() {
    return [this](std::function<void()> work) {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(work));
      arrived_.notify_one();
    };
  }
  void run() {
    while (auto work = next(false)) work();
  }
  void run_until(const bool& done) {
    while (!done) next(true)();
  }

 private:
  std::function<void()> next(bool wait) {
    std::unique_lock lock(mutex_);
    // Without a deadline of its own: how long a commit takes is the machine's affair, and the test has one.
    if (wait) arrived_.wait(lock, [this] { return !waiting_.empty(); });
    if (waiting_.empty()) return nullptr;
    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    return work;
  }
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::function<void()>> waiting_;
};

inline config::Fleet fleet_of(std::size_t children, const std::vector<MetricSpec>& metrics,
                              const std::function<bool(std::size_t)>& served = nullptr,
                              const std::function<std::uint32_t(std::size_t)>& link_of = nullptr) {
  config::Fleet fleet;
  fleet.gateway.thing = "gw";
  fleet.gateway.host.enabled = false;
  for (const char* name : {"site", "hall"}) {
    config::Link& link = fleet.links.emplace_back();
    link.name = link.fingerprint = name;
    link.protocol = "mqtt";
  }
  config::Profile profile;
  profile.name = profile.fingerprint = "meter";
  profile.protocol = "mqtt";
  profile.metrics = metrics;
  profile.from.resize(metrics.size());
  fleet.profiles = {profile};
  for (std::size_t i = 0; i < children; ++i) {
    if (served && !served(i)) continue;
    fleet.children.push_back({ThingName::parse("meter-" + std::to_string(i)).value(), 0,
                              link_of ? link_of(i) : 0, std::any(i), i + 1});
  }
  return fleet;
}

struct GatewayRigSettings {
  std::filesystem::path file;
  Duration interval{}, floor{};
  AfterGap after_gap = AfterGap::drop;
  UplinkSettings uplink{};
  std::uint64_t seed = 1;
};

class GatewayRig final : public OutcomeSink {
 public:
  GatewayRig(ManualClock& clock, SimulatedService& service, const GatewayRigSettings& settings,
             OutcomeSink& told)
      : clock_(clock),
        told_(told),
        store(open(settings, clock)),
        stored(store->load()),
        reports(registry, settings.interval, settings.seed),
        ids(stored.report_id_ceiling),
        batcher(
            registry, reports, [this](DeviceId device) { return ids.next(device, clock_.wall()); },
            batch(settings)),
        remembered(stored, {clock_.now(), clock_.wall()}, settings.floor),
        learned({}),
        population({registry, reports, batcher, ids, clock_, remembered, learned}),
        records({clock_, registry, reports, batcher, population, remembered, ids, *store,
                 [this] { uplink->wake(); }}) {
    reports.set_after_gap(settings.after_gap);
    uplink = std::make_unique<Uplink>(
        settings.uplink,
        Uplink::Parts{clock_, service.factory(), batcher, *this,
                      [this](std::string_view thing) { return registry.find(thing).has_value(); }},
        settings.seed);
  }
  // As after a power cut: nothing is told any more.
  ~GatewayRig() override { dead_ = true; }

  void start(const config::Fleet& fleet) {
    test::serve_at_once(population, fleet);
    uplink->start();
    second();
  }
  void second() {
    records.tick();
    posted_.run();
  }
  // The store's commit; a real run does it within a second.
  void commit() {
    bool done = false;
    store->flush([&](const Result<void>& result) {
      if (!result) throw std::runtime_error(result.error());
      done = true;
    });
    posted_.run_until(done);
    posted_.run();
  }
  void stop_in_order() {
    bool drained = false;
    uplink->drain(clock_.now() + std::chrono::seconds(8), [&] { drained = true; });
    for (int i = 0; i < 100 && !drained; ++i) clock_.advance(std::chrono::milliseconds(100));
    if (!drained) throw std::runtime_error("the uplink does not end");
    uplink.reset();
    records.stopped();
    store->close();
  }
  std::optional<DeviceId> device(std::size_t child) const {
    return registry.find("meter-" + std::to_string(child));
  }

  void sent(DeviceId device, ReportId id, SteadyTime at) override {
    if (dead_) return;
    told_.sent(device, id, at);
    batcher.sent(device, id, at);
    records.sent(device, id);
  }
  void settled(const Outcome& outcome) override {
    if (dead_) return;
    told_.settled(outcome);
    batcher.settled(outcome);
    records.settled(outcome);
  }

 private:
  std::unique_ptr<Store> open(const GatewayRigSettings& settings, const Clock& clock) {
    StoreSettings made;
    made.post = posted_.post();
    made.commit_interval = std::chrono::hours(1);  // only by commit()
    made.opened = clock.wall();
    auto opened = Store::open(settings.file, std::move(made));
    if (!opened || (*opened)->lost_ids()) throw std::runtime_error("the database was lost");
    return std::move(*opened);
  }
  static Batcher::Settings batch(const GatewayRigSettings& settings) {
    Batcher::Settings made;
    made.rules.interval = settings.interval;
    made.rules.floor = settings.floor;
    return made;
  }

  ManualClock& clock_;
  OutcomeSink& told_;
  Posted posted_;
  bool dead_ = false;

 public:
  std::unique_ptr<Store> store;
  StoredState stored;  // as found
  Registry registry;
  OpenReports reports;
  ReportIds ids;
  Batcher batcher;
  app::RememberedChildren remembered;
  app::LearnedChildren learned;
  app::Population population;
  app::RecordKeeper records;
  std::unique_ptr<Uplink> uplink;
};

}  // namespace gatewarden::test
