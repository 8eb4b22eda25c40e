#include "gateway/base/whole_file.hpp"

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using gatewarden::test::TemporaryFolder;
namespace fs = std::filesystem;

TEST_CASE("a file is replaced whole; a link in its place is replaced, not followed") {
  const TemporaryFolder folder;
  const fs::path file = folder / "fleet.json", other = folder / "other";
  std::ofstream(other) << "other";
  fs::create_symlink(other, file);
  REQUIRE(replace_file(file, "new", 0600));
  CHECK(fs::is_regular_file(fs::symlink_status(file)));
  CHECK(fs::file_size(file) == 3);
  CHECK(fs::file_size(other) == 5);
  CHECK((fs::status(file).permissions() & fs::perms::others_all) == fs::perms::none);
  CHECK_FALSE(fs::exists(file.string() + ".new"));
}

TEST_CASE("a file that cannot be written is named, and nothing is left of the try") {
  const TemporaryFolder folder;
  const fs::path taken = folder / "taken";
  fs::create_directory(taken);
  const auto written = replace_file(taken, "new", 0600);
  REQUIRE_FALSE(written);
  CHECK(written.error() == taken.string() + ": Is a directory");
  CHECK_FALSE(fs::exists(taken.string() + ".new"));
}

TEST_CASE("a new file takes no other's place, nor a link's") {
  const TemporaryFolder folder;
  const fs::path file = folder / "bundle", link = folder / "link";
  REQUIRE(create_file(file, "first", 0600));
  CHECK((fs::status(file).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  const auto again = create_file(file, "second", 0600);
  REQUIRE_FALSE(again);
  CHECK(again.error() == file.string() + ": File exists");
  CHECK(fs::file_size(file) == 5);
  fs::create_symlink(folder / "nowhere", link);
  CHECK_FALSE(create_file(link, "through", 0600));
  CHECK_FALSE(fs::exists(folder / "nowhere"));
}

TEST_CASE("nothing is left of a new file that could not be written whole") {
  const TemporaryFolder folder;
  struct rlimit before {
  }, little{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  little = before;
  little.rlim_cur = 1000;
  const auto signalled = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &little) == 0);
  const auto written = create_file(folder / "bundle", std::string(5000, 'x'), 0600);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, signalled);
  REQUIRE_FALSE(written);
  CHECK(written.error() == (folder / "bundle") + ": File too large");
  CHECK_FALSE(fs::exists(folder / "bundle"));
}
