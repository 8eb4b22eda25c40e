#include <catch2/catch.hpp>
#include <fstream>

#include "gateway/store/store_file.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using gatewarden::test::TemporaryFolder;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kNow{1'790'000'000s};

StateChanges sent(const std::string& thing, WallTime when) {
  StateChanges changes;
  changes.put_sent(thing, {1, when});
  return changes;
}

StateChanges ceiling(std::uint64_t ids) {
  StateChanges changes;
  changes.ceiling = ids;
  return changes;
}

StoredState held_by(const std::filesystem::path& path) {
  StoreFile file(path);
  StoredState state;
  const auto trouble = file.read(state, WallTime{});
  if (trouble) FAIL(trouble->text);
  return state;
}

void damage(const std::filesystem::path& path) {
  std::filesystem::remove(path.string() + "-wal");
  std::ofstream(path, std::ios::trunc) << "this was a database once, before the disk forgot it";
}

}  // namespace

TEST_CASE("a file that was set aside when it was read is begun anew, and what it knew counts as just sent") {
  TemporaryFolder folder;
  const auto path = folder.path() / "state.db";
  damage(path);
  StoreFile file(path);
  StoredState state;
  CHECK_FALSE(file.read(state, kNow));
  CHECK(file.lost_ids());
  CHECK(state.unclean_shutdown == kNow);
  auto changes = ceiling(500);
  CHECK_FALSE(file.write(changes));
  file.close();
  CHECK(held_by(path).report_id_ceiling == 500);
}

TEST_CASE("a file that is found damaged while it is in use is begun anew with the highest ceiling known") {
  TemporaryFolder folder;
  const auto path = folder.path() / "state.db";
  StoreFile file(path);
  StoredState state;
  REQUIRE_FALSE(file.read(state, kNow));
  CHECK_FALSE(file.lost_ids());
  CHECK_FALSE(state.unclean_shutdown);
  auto first = ceiling(900);
  REQUIRE_FALSE(file.write(first));
  file.close();
  damage(path);
  auto later = sent("m1", kNow);
  CHECK_FALSE(file.write(later));
  CHECK(file.lost_ids());
  file.close();
  const StoredState found = held_by(path);
  CHECK(found.report_id_ceiling == 900);
  CHECK(found.things.count("m1") == 1);
}

TEST_CASE("a file that cannot be opened is a trouble, its ids are lost, and a later write tries again") {
  TemporaryFolder folder;
  const auto path = folder.path() / "not_yet" / "state.db";
  StoreFile file(path);
  StoredState state;
  CHECK(file.read(state, kNow));
  CHECK(file.lost_ids());
  auto changes = ceiling(700);
  CHECK(file.write(changes));
  std::filesystem::create_directory(folder.path() / "not_yet");
  CHECK_FALSE(file.write(changes));
  file.close();
  CHECK(held_by(path).report_id_ceiling == 700);
}
