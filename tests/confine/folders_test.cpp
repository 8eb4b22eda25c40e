#include "gateway/confine/folders.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/temporary_folder.hpp"

using namespace gatewarden::confine;
using gatewarden::test::TemporaryFolder;

namespace fs = std::filesystem;

TEST_CASE("A file stands for its folder, and behind a link for its target's too") {
  TemporaryFolder folder;
  fs::create_directories(folder / "real");
  std::ofstream(folder / "real/key") << "k";
  fs::create_symlink(folder / "real/key", folder / "key");
  std::vector<Folder> folders;
  add_file(folders, folder / "key", Use::read);
  REQUIRE(folders.size() == 2);
  CHECK(folders[0].path / "key" == folder / "key");
  CHECK(folders[1].path / "key" == fs::canonical(folder / "real/key"));
}

TEST_CASE("An empty path is no file, and a folder stands for itself") {
  TemporaryFolder folder;
  std::vector<Folder> folders;
  add_file(folders, "", Use::read);
  CHECK(folders.empty());
  fs::create_directory(folder / "in");
  add_file(folders, folder / "in", Use::read);
  CHECK(folders[0].path == folder / "in");
}

TEST_CASE("A folder within another of the same use is not named twice, one for more is") {
  TemporaryFolder folder;
  fs::create_directories(folder / "a/b");
  const fs::path a = fs::canonical(folder / "a");
  std::vector<std::string> missing;
  const auto kept =
      resolved({{a / "b", Use::read}, {a, Use::read}, {a, Use::read}, {a / "b", Use::write}}, missing);
  CHECK(missing.empty());
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].path == a);
  CHECK(kept[1].path == a / "b");
  CHECK(kept[1].use == Use::write);
}

TEST_CASE("A folder whose name only begins alike is not within another") {
  TemporaryFolder folder;
  fs::create_directories(folder / "a");
  const fs::path root = fs::canonical(folder / "a").parent_path();
  CHECK(covered({{root / "a", Use::read}}, {root / "a/b", Use::read}));
  CHECK_FALSE(covered({{root / "a", Use::read}}, {root / "ab", Use::read}));
  CHECK_FALSE(covered({{root / "a", Use::read}}, {root, Use::read}));
  CHECK_FALSE(covered({{root / "a", Use::read}}, {root / "a/../ab", Use::read}));
}
