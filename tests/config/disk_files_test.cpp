#include "gateway/config/load/disk_files.hpp"

#include <catch2/catch.hpp>

#include "tests/config/small_fleet.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::config {
namespace {

namespace fs = std::filesystem;

// Three folders of three files, and a file beside them.
void fill(const test::TemporaryFolder& folder) {
  for (const char* hall : {"hall-a", "hall-b", "yard"}) {
    fs::create_directory(folder.path() / hall);
    for (const char* file : {"links.yaml", "units.csv", ".hidden.yaml"})
      folder.write(std::string(hall) + "/" + file, "links: {}\n");
  }
  folder.write("notes.txt", "");
}

std::vector<std::string> fitting(const test::TemporaryFolder& folder, const std::string& pattern,
                                 std::size_t& room) {
  std::vector<std::string> found;
  for (const fs::path& each : disk_files().match(folder.path() / pattern, room))
    found.push_back(each.lexically_relative(folder.path()).string());
  return found;
}

TEST_CASE(
    "a pattern of files fits names in their order, none that begin with a dot, and none without a file") {
  const test::TemporaryFolder folder;
  fill(folder);
  const auto fit = [&](const std::string& pattern) {
    std::size_t room = 1000;
    return fitting(folder, pattern, room);
  };
  using Names = std::vector<std::string>;
  CHECK(fit("hall-*/*.yaml") == Names{"hall-a/links.yaml", "hall-b/links.yaml"});
  CHECK(fit("*/units.csv") == Names{"hall-a/units.csv", "hall-b/units.csv", "yard/units.csv"});
  CHECK(fit("hall-a/../*.txt") == Names{"hall-a/../notes.txt"});
  CHECK(fit("yard/.h*") == Names{"yard/.hidden.yaml"});
  CHECK(fit("*/nothing.yaml").empty());
  CHECK(fit("nowhere/*.yaml").empty());
  CHECK(fit("nowhere/links.yaml") == Names{"nowhere/links.yaml"});
}

TEST_CASE("a pattern looks at no more names than it has room for, and says what it took") {
  const test::TemporaryFolder folder;
  fill(folder);
  std::size_t room = 1000;
  CHECK(fitting(folder, "*/*.yaml", room).size() == 3);
  const std::size_t taken = 1000 - room;
  CHECK(taken >= 4 + 9);  // the names in the four folders
  CHECK(taken < 40);
  room = 6;
  fitting(folder, "*/*.yaml", room);
  CHECK(room == 0);
}

TEST_CASE(
    "patterns that look through half the disk are refused once, with the remedy, and nothing follows from it") {
  const test::TemporaryFolder folder;
  const std::string main =
      folder.write("fleet.yaml", small::kStart +
                                     "include: [\"/*/*/*\", more-*.yaml]\n"
                                     "children: [ { thing: a, profile: p, link: l, unit: 1 } ]\n");
  Files files = disk_files();
  std::size_t asked = 0;
  files.match = [&](const fs::path&, std::size_t& room) {
    ++asked;
    room = 0;
    return std::vector<fs::path>{folder.path() / "fleet.yaml"};
  };
  Problems problems;
  const Sources sources = read_sources(main, files, small::adapters(), small::kNoVariables, problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems.list().front().code == "F008");
  CHECK_THAT(problems.list().front().rule, Catch::Contains("write the folders' names"));
  CHECK(asked == 1);
  CHECK_FALSE(sources.names_complete);
}

}  // namespace
}  // namespace gatewarden::config
