// The first moments of a gateway that finds a state directory of an earlier version.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "gateway/app/children/stored_device_memory.hpp"
#include "gateway/store/store.hpp"
#include "tests/app/population_rig.hpp"
#include "tests/support/serve_at_once.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tests_folder.hpp"

namespace gatewarden::app {

// A folder below tests/store: a state directory, and the fleet file it was written for.
struct StateOfEarlier {
  std::string name;
  WallTime found;  // soon after its gateway was stopped

  std::filesystem::path folder() const { return test::tests_folder() / "store" / name; }
  std::string fleet_text() const {
    std::ifstream file(folder() / "fleet.yaml");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
};

// A copy of it, opened.
struct OpenedState {
  explicit OpenedState(const StateOfEarlier& state) : store(open(state)), stored(store->load()) {}
  std::unique_ptr<Store> open(const StateOfEarlier& state) const {
    std::filesystem::copy_file(state.folder() / "state.db", files / "state.db");
    StoreSettings settings;
    settings.post = [](const std::function<void()>&) {};
    settings.opened = state.found;
    auto opened = Store::open(files / "state.db", std::move(settings));
    REQUIRE(opened);
    return std::move(*opened);
  }

  test::TemporaryFolder files;
  std::unique_ptr<Store> store;
  StoredState stored;
};

struct Restarted : OpenedState, PopulationRig {
  Restarted(const StateOfEarlier& state, const config::Fleet& fleet)
      : OpenedState(state), PopulationRig(stored, state.found), memory(*store, stored.device_memory) {
    test::serve_at_once(population, fleet);
  }
  StoredDeviceMemory memory;
};

inline std::string replaced(std::string text, const std::string& was, const std::string& is) {
  const auto at = text.find(was);
  INFO(was);
  REQUIRE(at != std::string::npos);
  return text.replace(at, was.size(), is);
}

}  // namespace gatewarden::app
