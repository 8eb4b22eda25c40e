// What people really type, over all rooms of the fleet file (mistakes/): where it can be told what they meant, what is
// suggested is that; where it cannot, nothing is suggested for pasting.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gateway/app/protocols.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/support/tests_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;

namespace {

std::string text_of(const std::string& name) {
  std::ifstream file(test::tests_folder() / "app/mistakes" / name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string with_line_ends(std::string text) {
  for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n"))
    text.replace(at, 2, "\n");
  return text;
}

// The parts of each line, which stand between =>.
std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  const std::string between = " => ";
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text_of(name));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ")) continue;
    std::vector<std::string>& row = rows.emplace_back();
    for (std::size_t end = line.find(between); end != std::string::npos; end = line.find(between)) {
      row.push_back(with_line_ends(line.substr(0, end)));
      line.erase(0, end + between.size());
    }
    row.push_back(with_line_ends(line));
  }
  REQUIRE(rows.size() > 50);
  return rows;
}

std::size_t place_of(const std::string& right, const std::string& text) {
  INFO(right);
  REQUIRE(text.find(right) != std::string::npos);
  return text.find(right);
}

config::Problems problems_of(const std::string& text) {
  return config::load_text(text, "fleet.yaml", adapters(), config::Environment::of_process()).problems;
}

}  // namespace

TEST_CASE("the fleet of the slips is right without them") {
  CHECK(config::to_text(problems_of(text_of("fleet.yaml"))) == "");
}

TEST_CASE(
    "of a slip that can be understood what was meant is written, and repairs the file when it is pasted") {
  const std::string fleet = text_of("fleet.yaml");
  for (const auto& row : rows_of("repaired.txt")) {
    REQUIRE(row.size() == 3);
    const std::size_t at = place_of(row[0], fleet);
    const auto problems = problems_of(std::string(fleet).replace(at, row[0].size(), row[1]));
    INFO(row[1] << "\n" << config::to_text(problems));
    REQUIRE_FALSE(problems.empty());
    CHECK(problems.list().front().repairs);
    CHECK(problems.list().front().example == row[2]);
    const std::string pasted = std::string(fleet).replace(at, row[0].size(), problems.list().front().example);
    CHECK(config::to_text(problems_of(pasted)) == "");
  }
}

TEST_CASE("of a slip that may mean several things, or nothing that is taken, nothing is written") {
  const std::string fleet = text_of("fleet.yaml");
  for (const auto& row : rows_of("underivable.txt")) {
    REQUIRE(row.size() == 2);
    const auto problems =
        problems_of(std::string(fleet).replace(place_of(row[0], fleet), row[0].size(), row[1]));
    INFO(row[1] << "\n" << config::to_text(problems));
    CHECK_FALSE(problems.empty());
    for (const config::Problem& each : problems.list()) CHECK_FALSE(each.repairs);
  }
}
