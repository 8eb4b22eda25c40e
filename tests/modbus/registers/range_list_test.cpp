// Lists of ranges: "1000-1010, 2000".
#include "adapters/modbus/registers/range_list.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::modbus;

namespace {

std::optional<std::vector<Range>> coils(std::string_view text, unsigned base = 0) {
  return parse_ranges(Table::coils, text, base);
}

}  // namespace

TEST_CASE("a list of ranges keeps its order and counts from its base") {
  CHECK(coils("10-12, 3") == std::vector<Range>{{Table::coils, 10, 3}, {Table::coils, 3, 1}});
  CHECK(coils(" 1 - 2 ,4 ", 1) == std::vector<Range>{{Table::coils, 0, 2}, {Table::coils, 3, 1}});
  CHECK(coils("65536", 1) == std::vector<Range>{{Table::coils, 65535, 1}});
  CHECK(coils("") == std::vector<Range>{});
  CHECK(coils("  ") == std::vector<Range>{});
}

TEST_CASE("a whole table is two ranges, since a range counts to 65535") {
  CHECK(coils("0-65535") == std::vector<Range>{{Table::coils, 0, 32768}, {Table::coils, 32768, 32768}});
}

TEST_CASE("a list that leaves the table, runs backwards or is not made of numbers is wrong") {
  for (const char* wrong : {",", "1,", ",1", "1,,2", "a", "1 2", "5-3", "0-", "-3", "65536", "1-2-3", "+1",
                            "0x10", "99999999999"}) {
    INFO(wrong);
    CHECK_FALSE(coils(wrong));
  }
  CHECK_FALSE(coils("0", 1));
  CHECK_FALSE(coils("65537", 1));
}
