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

TEST_CASE("flexible columns shrink on a narrow screen, the widest first, and the others keep theirs") {
  TextTable table;
  table.column("NAME");
  table.column("WHERE", TextTable::Column::flexible);
  table.column("WHY", TextTable::Column::flexible);
  table.cell("m-1");
  table.cell("a hall of thirty characters...");
  table.cell("no answer since noon");
  const auto last_line = [&](std::size_t columns) {
    const std::string text = table.text({columns, 0, false});
    return text.substr(text.find('\n') + 1);
  };
  CHECK(last_line(0) == "m-1   a hall of thirty characters...  no answer since noon\n");
  CHECK(last_line(58) == last_line(0));
  CHECK(last_line(57) == "m-1   a hall of thirty characters.…  no answer since noon\n");
  CHECK(last_line(46) == "m-1   a hall of thirty …  no answer since noon\n");
  CHECK(last_line(20) == "m-1   a hall …  no …\n");
}

TEST_CASE("cells and titles have their colours where the screen has any, and a short row is filled up") {
  TextTable table;
  table.column("STATE");
  table.column("WHY");
  CHECK(table.text({}).empty());
  table.cell("online", Colour::good);
  table.end_row();
  table.cell("dead", Colour::bad);
  table.cell("\x1b[2Jgone");
  CHECK(table.text({}) == "STATE   WHY\nonline\ndead    \\x1b[2Jgone\n");
  CHECK(
      table.text({0, 0, true}) ==
      "\x1b[1mSTATE\x1b[0m   \x1b[1mWHY\x1b[0m\n\x1b[32monline\x1b[0m\n\x1b[31mdead\x1b[0m    \\x1b[2Jgone\n");
  CHECK(coloured("x", Colour::faint, {0, 0, true}) == "\x1b[2mx\x1b[0m");
  CHECK(coloured("x", Colour::doubtful, {0, 0, true}) == "\x1b[33mx\x1b[0m");
  CHECK(coloured("x", Colour::plain, {0, 0, true}) == "x");
  CHECK(coloured("x", Colour::bad, {0, 0, false}) == "x");
}
