// A run of the gateway on a state directory, with what its reports record. Nothing is connected.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "gateway/app/children/record_keeper.hpp"
#include "tests/app/population_rig.hpp"
#include "tests/support/serve_at_once.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::app {

inline const std::string kDevice = "gw:meter";
constexpr std::chrono::seconds kSecond{1};

inline std::unique_ptr<Store> open_store(const std::filesystem::path& file, WallTime now) {
  StoreSettings settings;
  settings.post = [](const std::function<void()>&) {};
  settings.opened = now;
  auto store = Store::open(file, std::move(settings));
  REQUIRE(store);
  return std::move(*store);
}

struct RecordedRun {
  RecordedRun(const test::TemporaryFolder& folder, WallTime wall, const config::Fleet& fleet)
      : store(open_store(folder.path() / "state.db", wall)), stored(store->load()), rig(stored, wall) {
    rig.ids.confirmed(~std::uint64_t{0}, rig.clock.wall());
    rig.batcher.set({.rules = {.interval = std::chrono::seconds(300), .floor = {}}}, rig.clock.now());
    test::serve_at_once(rig.population, fleet);
    records.tick();
  }
  void heard() { rig.reports.heard(rig.device(kDevice), rig.clock.now()); }
  void pass(Duration time) {
    rig.clock.advance(time);
    if (speaks) heard();
    records.tick();
  }
  // The next report, sent; empty: none within the time.
  std::string report(Duration within = std::chrono::minutes(10)) {
    for (Duration waited{}; waited <= within; waited += kSecond) {
      if (const auto made = rig.batcher.next(rig.clock.now())) {
        rig.batcher.sent(made->device, made->id, rig.clock.now());
        records.sent(made->device, made->id);
        rig.batcher.settled({made->device, made->thing, made->id, Outcome::Kind::accepted, "", ""});
        return made->bytes;
      }
      pass(kSecond);
    }
    return {};
  }
  void stop() {
    records.stopped();
    store->close();
  }
  void cut() { store->close(); }

  bool speaks = false;  // the device, every second
  std::unique_ptr<Store> store;
  StoredState stored;
  PopulationRig rig;
  RecordKeeper records{{rig.clock, rig.registry, rig.reports, rig.batcher, rig.population, rig.remembered,
                        rig.ids, *store, nullptr}};
};

}  // namespace gatewarden::app
