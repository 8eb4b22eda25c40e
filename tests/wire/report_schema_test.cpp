#include "gateway/wire/describe/report_schema.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gateway/wire/describe/record_schema.hpp"
#include "gateway/wire/describe/report_cddl.hpp"

#include "tests/support/tests_folder.hpp"

using namespace gatewarden;

namespace {

// Compares the file with the program's. GATEWARDEN_WRITE_SCHEMAS=1 writes it instead.
void check_committed(const std::string& name, const std::string& text) {
  const auto file = test::tests_folder().parent_path() / "schemas" / name;
  if (std::getenv("GATEWARDEN_WRITE_SCHEMAS")) std::ofstream(file) << text;
  std::ostringstream committed;
  committed << std::ifstream(file).rdbuf();
  INFO("after a change of the key table: GATEWARDEN_WRITE_SCHEMAS=1 test_wire");
  CHECK(committed.str() == text);
}

}  // namespace

TEST_CASE("schemas/report.schema.json is what the key table says") {
  check_committed("report.schema.json", report_schema().dump(2) + "\n");
}

TEST_CASE("schemas/record.schema.json is a record around that report") {
  check_committed("record.schema.json", record_schema().dump(2) + "\n");
}

TEST_CASE("schemas/report.cddl is what the key table says") { check_committed("report.cddl", report_cddl()); }
