#include <catch2/catch.hpp>

#include "gateway/judge/read_records.hpp"
#include "gateway/wire/report_record.hpp"

using namespace gatewarden;

TEST_CASE("the lines of a report file are read back to the reports in them") {
  std::string file, line;
  for (const char* thing : {"press-1", "a \"report\": b"}) {
    encode_record({thing, "gw", WallTime{}}, Format::json, R"({"header":{"report_id":7}})", line);
    file += line + "\n";
  }
  const auto records = read_records(file);
  REQUIRE(records.size() == 2);
  CHECK(records[0].thing == "press-1");
  CHECK(records[1].thing == "a \"report\": b");
  for (const ReadRecord& record : records) {
    CHECK(record.gateway == "gw");
    CHECK(record.report == R"({"header":{"report_id":7}})");
  }
}

TEST_CASE("a report alone is no record, nor is a file with anything else in it") {
  CHECK(read_records(R"({"header":{"report_id":7},"metrics":{}})").empty());
  CHECK(read_records("").empty());
  std::string line;
  encode_record({"a", "gw", WallTime{}}, Format::json, "{}", line);
  CHECK(read_records(line).size() == 1);
  CHECK(read_records(line + "\nelse\n").empty());
  CHECK(read_records(line.substr(0, line.size() - 1)).empty());
}
