#include "gateway/base/replace_file.hpp"

#include <catch2/catch.hpp>
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
