// A directory that was used before is never taken for a new one, whatever is left of its files.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "gateway/store/state_directory.hpp"
#include "tests/store/answers.hpp"
#include "tests/store/read_only_disk.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/logged.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using gatewarden::test::TemporaryFolder;
using namespace std::chrono_literals;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

constexpr WallTime kNow{1'790'000'000s};
constexpr std::uint64_t kFirst = 1'790'000'120, kLast = 1'790'000'355;

// A run of the gateway, as far as the store goes.
struct Run {
  explicit Run(const fs::path& path) : directory(StateDirectory::open(path)) {
    if (!directory) throw std::runtime_error(directory.error());
    StoreSettings settings{answers.post(), 1ms, 30s, kNow};
    settings.ceiling.known = directory->known_ceiling();
    settings.ceiling.keep = [keep = directory->ceiling_keeper()](std::uint64_t ids) {
      return keep({ids, kNow});
    };
    auto opened = Store::open(directory->database(), std::move(settings));
    if (!opened) throw std::runtime_error(opened.error());
    store = std::move(*opened);
    state = store->load();
  }
  Answers answers;
  Result<StateDirectory> directory;
  std::unique_ptr<Store> store;
  StoredState state;
};

// The directory as a kill or a power cut leaves it, its newest ceiling in the log only.
struct CutOff {
  CutOff() {
    Run run(folder.path() / "live");
    REQUIRE(run.answers.reserve(*run.store, kFirst));
    run.store->record_sent("meter", {kFirst - 60, kNow});
    REQUIRE(run.answers.reserve(*run.store, kLast));
    fs::copy(folder.path() / "live", path);
  }
  void remove(const char* name) const { fs::remove(path / name); }
  void empty(const char* name) const { std::ofstream(path / name, std::ios::trunc); }
  void garble(const char* name) const {
    std::ofstream(path / name, std::ios::trunc) << std::string(5000, '\xD4');
  }

  TemporaryFolder folder;
  fs::path path = folder.path() / "state";
};

}  // namespace

TEST_CASE("a state that vanished in part is a loss, and its ids are known from the rest") {
  const CutOff cut;
  SECTION("the database emptied, its log gone") { cut.empty("state.db"), cut.remove("state.db-wal"); }
  SECTION("both emptied") { cut.empty("state.db"), cut.empty("state.db-wal"); }
  SECTION("the log gone") { cut.remove("state.db-wal"); }
  SECTION("the log emptied") { cut.empty("state.db-wal"); }
  SECTION("the log garbage") { cut.garble("state.db-wal"); }
  SECTION("the database gone") { cut.remove("state.db"); }
  SECTION("both gone") { cut.remove("state.db"), cut.remove("state.db-wal"); }
  SECTION("the database garbage") { cut.garble("state.db"); }
  std::unique_ptr<Run> run;
  const std::string log = test::logged([&] { run = std::make_unique<Run>(cut.path); });
  CHECK(run->store->lost_ids());
  CHECK(run->state.report_id_ceiling == kLast);
  CHECK(run->state.unclean_shutdown == kNow);
  CHECK_THAT(log, Contains("event=state_lost") || Contains("event=damaged_file_set_aside"));
  CHECK_THAT(log, Contains("state.db"));
}

TEST_CASE("a state that vanished together with its lock file is a loss without a ceiling") {
  const CutOff cut;
  cut.remove("lock");
  SECTION("the database emptied") { cut.empty("state.db"), cut.remove("state.db-wal"); }
  SECTION("only the log left") { cut.remove("state.db"); }
  SECTION("only the lock file left, emptied") {
    cut.remove("state.db"), cut.remove("state.db-wal"), cut.empty("lock");
  }
  SECTION("only the lock file left, garbage") {
    cut.remove("state.db"), cut.remove("state.db-wal"), cut.garble("lock");
  }
  SECTION("only the control socket left") {
    cut.remove("state.db"), cut.remove("state.db-wal"), cut.empty("control.sock");
  }
  const Run run(cut.path);
  CHECK(run.store->lost_ids());
  CHECK(run.state.unclean_shutdown == kNow);
}

TEST_CASE("a state that is whole is no loss, whatever became of its lock file") {
  const CutOff cut;
  SECTION("whole") {}
  SECTION("gone") { cut.remove("lock"); }
  SECTION("emptied") { cut.empty("lock"); }
  SECTION("garbage") { cut.garble("lock"); }
  SECTION("an older program's") { std::ofstream(cut.path / "lock", std::ios::trunc) << "4711\n"; }
  const Run run(cut.path);
  CHECK_FALSE(run.store->lost_ids());
  CHECK(run.state.report_id_ceiling == kLast);
  CHECK(run.state.things.at("meter").last_report_id == kFirst - 60);
}

TEST_CASE("an older program's directory without a database was used before") {
  TemporaryFolder folder;
  std::ofstream(folder.path() / "lock") << "4711\n";
  CHECK(Run(folder.path()).store->lost_ids());
}

TEST_CASE("a first start is no loss, nor is one after a run that ended before its first id") {
  TemporaryFolder folder;
  {
    const Run first(folder.path() / "live");
    CHECK_FALSE(first.store->lost_ids());
    first.store->record_alive(kNow);
    fs::copy(folder.path() / "live", folder.path() / "state");
  }
  CHECK_FALSE(Run(folder.path() / "live").store->lost_ids());
  CHECK_FALSE(Run(folder.path() / "state").store->lost_ids());
}

TEST_CASE("the database holds a ceiling without its log as soon as the first one is confirmed") {
  TemporaryFolder folder;
  Run run(folder.path() / "live");
  REQUIRE(run.answers.reserve(*run.store, kFirst));
  fs::create_directory(folder.path() / "copied");
  fs::copy_file(folder.path() / "live/state.db", folder.path() / "copied/state.db");
  Answers answers;
  CHECK(open_store(folder.path() / "copied/state.db", answers)->load().report_id_ceiling == kFirst);
}

TEST_CASE("a confirmed ceiling survives a kill at any moment, even where the database does not") {
  TemporaryFolder folder;
  const auto path = folder.path() / "state";
  std::uint64_t from = 1;
  for (unsigned round = 0; round < 10; ++round) {
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    auto gateway = test::ChildProcess::function([&] {
      auto directory = StateDirectory::open(path);
      if (!directory) return 1;
      StoreSettings settings{[](const std::function<void()>& callback) { callback(); }, 200us};
      settings.ceiling.known = directory->known_ceiling();
      settings.ceiling.keep = [keep = directory->ceiling_keeper()](std::uint64_t ids) {
        return keep({ids, kNow});
      };
      auto store = Store::open(directory->database(), std::move(settings));
      if (!store) return 1;
      for (std::uint64_t ceiling = from;; ++ceiling) {
        (*store)->reserve_report_ids(ceiling, [&, ceiling](const Result<void>& done) {
          if (!done || ::write(pipe[1], &ceiling, sizeof ceiling) != sizeof ceiling) ::_exit(1);
        });
        if (ceiling % 16 == 0) ::usleep(100);  // not a wait: varies the moment of the kill
      }
    });
    ::close(pipe[1]);
    std::uint64_t confirmed = 0;
    for (unsigned i = 0; i < 1 + 37 * round; ++i)
      REQUIRE(::read(pipe[0], &confirmed, sizeof confirmed) == sizeof confirmed);
    gateway.end();
    while (::read(pipe[0], &confirmed, sizeof confirmed) == sizeof confirmed) {
    }
    ::close(pipe[0]);
    if (round % 2 == 1) fs::remove(path / "state.db"), fs::remove(path / "state.db-wal");
    const Run run(path);
    CAPTURE(round, confirmed);
    REQUIRE(run.state.report_id_ceiling >= confirmed);
    REQUIRE(run.store->lost_ids() == (round % 2 == 1));
    from = run.state.report_id_ceiling + 1;
  }
}

namespace {

int read_only_run(const fs::path& path, bool lost, std::uint64_t least) {
  return test::ChildProcess::function([&] {
           return test::on_read_only_disk(path, [&] {
             Run run(path);
             const auto health = run.store->health();
             if (!run.directory->read_only() || !health.failed) return 1;
             if (health.why.find("read-only") == std::string::npos) return 2;
             if (run.store->lost_ids() != lost || run.state.report_id_ceiling < least) return 3;
             if (least > 0 && run.state.unclean_shutdown != kNow) return 5;
             if (run.answers.reserve(*run.store, kLast + 1000)) return 4;  // nowhere to keep it
             return 0;
           });
         })
      .wait();
}

}  // namespace

TEST_CASE("a directory on a read-only disk is read as it is, and the store goes on in memory") {
  const CutOff cut;
  int ended = 0;
  SECTION("after a stop in order") {
    { Run run(cut.path); }
    ended = read_only_run(cut.path, false, kLast);
  }
  SECTION("after a kill, with a log that cannot be taken in") {
    ended = read_only_run(cut.path, false, kLast);
  }
  SECTION("after a kill, without a ceiling beside it") {
    cut.remove("lock");
    ended = read_only_run(cut.path, true, 0);
  }
  SECTION("without a database") {
    cut.remove("state.db"), cut.remove("state.db-wal");
    ended = read_only_run(cut.path, false, kLast);
  }
  SECTION("new and empty") {
    const auto fresh = cut.folder.path() / "fresh";
    fs::create_directory(fresh);
    ended = read_only_run(fresh, false, 0);
  }
  if (ended == 77) return test::say_lacking("the right to mount a directory read-only");
  CHECK(ended == 0);
}
