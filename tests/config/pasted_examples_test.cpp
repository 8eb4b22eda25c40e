// Every suggestion of every case, pasted: its error is gone, and no other came for it.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/config/pasted.hpp"
#include "tests/config/small_fleet.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tests_folder.hpp"

namespace gatewarden::config {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

using Told = std::multiset<std::string>;  // code, path and rule

Told told(const Problems& problems) {
  Told all;
  for (const Problem& each : problems.list()) all.insert(each.code + each.path + each.rule);
  return all;
}

// What stands in the file of the case or in another of its folder.
bool of_yaml(const Problem& problem) {
  return problem.place.line > 0 && problem.place.file && fs::path(*problem.place.file).extension() == ".yaml";
}

void paste_all(const fs::path& folder, bool repairs) {
  const Loaded before = load(folder / "fleet.yaml", small::adapters(), small::kNoVariables);
  for (const Problem& problem : before.problems.list()) {
    if (problem.example.empty() || problem.repairs != repairs || !of_yaml(problem)) continue;
    const fs::path file = *problem.place.file;
    const std::string text = text_of(file);
    const std::string changed = pasted(text, problem);
    std::ofstream(file, std::ios::binary) << changed;
    const Loaded after = load(folder / "fleet.yaml", small::adapters(), small::kNoVariables);
    std::ofstream(file, std::ios::binary) << text;
    INFO(to_text(problem) << "\n" << changed << "\n" << to_text(after.problems));
    const Told was = told(before.problems), is = told(after.problems);
    const std::string own = problem.code + problem.path + problem.rule;
    CHECK(is.count(own) < was.count(own));
  }
}

void paste_of_all_cases(bool repairs) {
  test::TemporaryFolder copies;
  fs::copy(test::tests_folder() / "config/cases/bad", copies.path() / "bad", fs::copy_options::recursive);
  std::size_t seen = 0;
  for (const auto& each : fs::directory_iterator(copies.path() / "bad")) {
    INFO(each.path().filename().string());
    paste_all(each.path(), repairs);
    ++seen;
  }
  CHECK(seen > 50);
}

TEST_CASE("what is written for the error of a case removes it when it is pasted") {
  paste_of_all_cases(true);
}
TEST_CASE("an example for the error of a case is right when it is pasted") { paste_of_all_cases(false); }

}  // namespace
}  // namespace gatewarden::config
