// What the store confirmed survives a kill at any moment.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <random>

#include "tests/store/answers.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using gatewarden::test::TemporaryFolder;
using namespace std::chrono_literals;

namespace {

// Until killed: reserves rising ceilings, records a send for each, and tells the parent each confirmation.
int reserve_until_killed(const std::filesystem::path& file, std::uint64_t from, int confirmations) {
  auto store = Store::open(file, {[](std::function<void()> callback) { callback(); }, 200us});
  if (!store) return 1;
  for (std::uint64_t ceiling = from;; ++ceiling) {
    const WallTime at{std::chrono::milliseconds(ceiling)};
    for (int i = 0; i < 20; ++i) (*store)->record_sent("meter-" + std::to_string(i), {ceiling, at});
    (*store)->reserve_report_ids(ceiling, [confirmations, ceiling](Result<void> done) {
      if (!done || ::write(confirmations, &ceiling, sizeof ceiling) != sizeof ceiling) ::_exit(1);
    });
    if (ceiling % 16 == 0) ::usleep(100);  // not a wait: varies the moment of the kill
  }
}

}  // namespace

TEST_CASE("a confirmed ceiling and the sends before it survive a kill at any moment") {
  TemporaryFolder folder;
  const auto file = folder.path() / "state.db";
  std::mt19937 random(7);  // NOLINT: the same kills every time
  std::uint64_t from = 1;
  for (int round = 0; round < 30; ++round) {
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    auto gateway =
        gatewarden::test::ChildProcess::function([&] { return reserve_until_killed(file, from, pipe[1]); });
    ::close(pipe[1]);

    std::uint64_t confirmed = 0;
    const unsigned wanted = 1 + random() % 400;
    for (unsigned i = 0; i < wanted; ++i)
      REQUIRE(::read(pipe[0], &confirmed, sizeof confirmed) == sizeof confirmed);
    gateway.end();
    while (::read(pipe[0], &confirmed, sizeof confirmed) == sizeof confirmed) {
    }
    ::close(pipe[0]);

    Answers answers;
    auto store = open_store(file, answers);
    const auto state = store->load();
    CAPTURE(round, confirmed);
    REQUIRE_FALSE(store->lost_ids());
    REQUIRE(state.report_id_ceiling >= confirmed);
    REQUIRE(state.things.size() == 20);
    for (const auto& [name, record] : state.things) {
      REQUIRE(record.last_report_id >= confirmed);
      REQUIRE(record.last_sent.time_since_epoch().count() >= static_cast<std::int64_t>(confirmed));
    }
    from = state.report_id_ceiling + 1;
  }
}
