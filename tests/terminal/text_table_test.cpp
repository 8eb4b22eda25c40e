#include "gateway/terminal/text_table.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

TEST_CASE("a column of numbers that a narrow screen cuts ends where the screen does") {
  TextTable table;
  table.column("NAME");
  table.column("AGE", TextTable::Column::right);
  table.cell("meter");
  table.cell("12345");
  CHECK(table.text({0, 0, false}) == "NAME     AGE\nmeter  12345\n");
  CHECK(table.text({12, 0, false}) == "NAME     AGE\nmeter  12345\n");
  CHECK(table.text({9, 0, false}) == "NAME   A…\nmeter  1…\n");
  CHECK(table.text({5, 0, false}) == "NAME\nmeter\n");
}
