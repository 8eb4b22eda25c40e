#include "gateway/terminal/printer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <climits>
#include <memory>
#include <string>

#include "tests/support/slow_reader.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;
using gatewarden::test::SlowReader;

TEST_CASE("a text is printed behind what waits, and nothing waits when it is read") {
  SlowReader reader;
  Printer printer(reader.writing());
  CHECK(printer.idle());
  std::string all;
  for (int i = 0; i < 5000; ++i) {
    const std::string line = "line " + std::to_string(i) + "\n";
    printer.print(line);
    all += line;
  }
  CHECK(reader.read(all.size()) == all);
  CHECK(printer.wait(std::nullopt));
  CHECK(printer.idle());
}

TEST_CASE("nobody is waited for who does not read, and when he reads he gets all") {
  SlowReader reader;
  Printer printer(reader.writing());
  const std::string all(3 * reader.room(), 'x');
  printer.print(all);  // returns
  CHECK_FALSE(printer.idle());
  CHECK_FALSE(printer.wait(1ms));
  CHECK_FALSE(printer.gone());
  CHECK(reader.read(all.size()) == all);
  CHECK(printer.wait(std::nullopt));
  CHECK(printer.idle());
}

TEST_CASE("a printer ends without a reader, and what was not begun is given up") {
  SlowReader reader;
  std::make_unique<Printer>(reader.writing())->print(std::string(5 * reader.room(), 'x'));
  const std::size_t begun = reader.room() + PIPE_BUF;
  CHECK(reader.read(begun).size() == begun);
  reader.close_writing();
  CHECK(reader.read(1).empty());
}

TEST_CASE("a reader who is gone is printed nothing more") {
  SlowReader reader;
  Printer printer(reader.writing());
  printer.print(std::string(3 * reader.room(), 'x'));
  CHECK_FALSE(printer.wait(1ms));
  reader.close_reading();
  CHECK_FALSE(printer.wait(std::nullopt));
  CHECK(printer.gone());
  printer.print("more");
  CHECK_FALSE(printer.idle());
  CHECK_FALSE(printer.wait(std::nullopt));
}

TEST_CASE("a descriptor that others made one that does not wait loses nothing") {
  SlowReader reader;
  REQUIRE(::fcntl(reader.writing(), F_SETFL, O_NONBLOCK) == 0);
  Printer printer(reader.writing());
  const std::string all(5 * reader.room(), 'x');
  printer.print(all);
  CHECK_FALSE(printer.wait(1ms));
  CHECK(reader.read(all.size()) == all);
  CHECK(printer.wait(std::nullopt));
}
