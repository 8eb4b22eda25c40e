// The ceiling beside the database: when it is written, by which clock, and under whose lock.
#include <atomic>
#include <catch2/catch.hpp>

#include "gateway/report/report_ids.hpp"
#include "gateway/store/state_directory.hpp"
#include "gateway/store/store_file.hpp"
#include "tests/store/answers.hpp"
#include "tests/store/read_only_disk.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using gatewarden::test::TemporaryFolder;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr WallTime kNow{1'790'000'000s};

KeptCeiling kept_in(const fs::path& path) {
  auto directory = StateDirectory::open(path);
  if (!directory) throw std::runtime_error(directory.error());
  return directory->known_ceiling().value();
}

// A gateway of one device that runs a day at a time.
class Days {
 public:
  // How far above the clock the first id is that it may use.
  std::int64_t run(std::chrono::hours length) {
    const std::int64_t begun = seconds_;
    const StateDirectory directory = std::move(StateDirectory::open(folder.path() / "state").value());
    StoreSettings settings{answers_.post(), 1ms, 30s, now()};
    settings.ceiling.known = directory.known_ceiling();
    settings.ceiling.keep = [this, keep = directory.ceiling_keeper()](std::uint64_t ids) {
      return keep({ids, now()});
    };
    const auto store = std::move(Store::open(directory.database(), std::move(settings)).value());
    const StoredState state = store->load();
    std::uint64_t first = ReportIds::first_id(state.report_id_ceiling, state.ceiling_stored, now());
    if (store->lost_ids()) first = std::max(first, ReportIds::first_id_after_loss(now()));
    REQUIRE((last_ == 0 || first > last_));
    ReportIds ids(first, now());
    for (const WallTime end = now() + length; now() < end; seconds_ += 3600) live(*store, ids);
    store->record_stopped();
    REQUIRE(answers_.flush(*store));
    return static_cast<std::int64_t>(first) - begun;
  }

  TemporaryFolder folder;

 private:
  WallTime now() const { return WallTime(std::chrono::seconds(seconds_)); }
  void live(Store& store, ReportIds& ids) {
    store.record_alive(now());
    if (const auto wanted = ids.wanted_ceiling(now())) {
      ids.asked(*wanted);
      REQUIRE(answers_.reserve(store, *wanted));
      ids.confirmed(*wanted, now());
    }
    REQUIRE(answers_.flush(store));
    const auto id = static_cast<std::uint64_t>(ids.next(DeviceId{0}, now()).value());
    REQUIRE(id > last_);
    last_ = id;
  }
  Answers answers_;
  std::atomic<std::int64_t> seconds_{1'790'000'000};
  std::uint64_t last_ = 0;
};

}  // namespace

TEST_CASE("after a loss the clock catches up with the ids, however often the gateway is restarted") {
  Days days;
  days.run(24h);
  fs::remove(days.folder.path() / "state/state.db");
  fs::remove(days.folder.path() / "state/state.db-wal");
  CHECK(days.run(24h) >= 86'400);
  CHECK(days.run(24h) < 7200);
  CHECK(days.run(24h) < 3600);
}

TEST_CASE("a clock that is not set leaves the time of the ceiling as it was") {
  TemporaryFolder folder;
  {
    auto directory = StateDirectory::open(folder.path());
    REQUIRE(directory->ceiling_keeper()({1'790'000'120, kNow}));
  }
  {
    auto directory = StateDirectory::open(folder.path());
    REQUIRE(directory->ceiling_keeper()({1'790'000'240, WallTime(10s)}));
  }
  CHECK(kept_in(folder.path()).ids == 1'790'000'240);
  CHECK(kept_in(folder.path()).at == kNow);
}

TEST_CASE("a ceiling that only the database took is not promised yet") {
  TemporaryFolder folder;
  bool works = false;
  StoreFile file(folder.path() / "state.db", {KeptCeiling{}, [&](std::uint64_t) { return works; }});
  StateChanges changes;
  changes.ceiling = 500;
  REQUIRE_FALSE(file.write(changes));
  CHECK_FALSE(file.ceiling_is_safe());
  works = true;
  REQUIRE_FALSE(file.write(changes));
  CHECK(file.ceiling_is_safe());
}

TEST_CASE("whoever asked for a ceiling that only the database took is refused it") {
  TemporaryFolder folder;
  Answers answers;
  StoreSettings settings{answers.post(), 1ms, 30s, kNow};
  settings.ceiling.keep = [](std::uint64_t) { return false; };
  const auto store = std::move(Store::open(folder.path() / "state.db", std::move(settings)).value());
  const auto answer = answers.reserve(*store, 500);
  REQUIRE_FALSE(answer);
  CHECK_THAT(answer.error(), Catch::Contains("lock"));
}

TEST_CASE("a sign of life says that the ceiling still holds, once this run has one of its own") {
  TemporaryFolder folder;
  std::vector<std::uint64_t> kept;
  StoreFile file(folder.path() / "state.db", {KeptCeiling{300, kNow - 1h}, [&](std::uint64_t ids) {
                                                kept.push_back(ids);
                                                return true;
                                              }});
  StoredState state;
  REQUIRE_FALSE(file.read(state, kNow));
  REQUIRE(state.report_id_ceiling == 300);
  StateChanges alive;
  alive.alive = kNow;
  REQUIRE_FALSE(file.write(alive));
  CHECK(kept.empty());  // runs without a trace may have used ids above 300
  StateChanges changes;
  changes.ceiling = 500;
  REQUIRE_FALSE(file.write(changes));
  REQUIRE_FALSE(file.write(alive));
  CHECK(kept == std::vector<std::uint64_t>{500, 500});
}

TEST_CASE("a lock made once the disk can be written is held like any other") {
  TemporaryFolder folder;
  const int ended = test::ChildProcess::function([&] {
                      return test::on_read_only_disk(folder.path(), [&] {
                        auto first = StateDirectory::open(folder.path());
                        if (!first || !first->read_only()) return 1;
                        const auto keep = first->ceiling_keeper();
                        if (keep({120, kNow}) || !test::make_writable(folder.path())) return 2;
                        if (!keep({120, kNow})) return 3;
                        return StateDirectory::open(folder.path()) ? 4 : 0;
                      });
                    }).wait();
  if (ended == 77) return test::say_lacking("the right to mount a directory read-only");
  CHECK(ended == 0);
}
