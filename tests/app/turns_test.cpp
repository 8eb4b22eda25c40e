#include "gateway/app/reload/turns.hpp"

#include <catch2/catch.hpp>
#include <string>

using gatewarden::app::Turns;

TEST_CASE("work in turns is done a piece at a time, with the loop's other work between") {
  boost::asio::io_context io;
  Turns turns(io);
  std::string order;
  int left = 3;
  turns.run([&] { return order += "turn ", --left == 0; }, [&] { order += "done"; });
  CHECK(order.empty());
  boost::asio::post(io, [&] {
    order += "other ";
    boost::asio::post(io, [&] { order += "other "; });
  });
  io.run();
  CHECK(order == "turn other turn other turn done");
  CHECK_FALSE(turns.under_way());
}

TEST_CASE("work that is stopped takes no further turn, also if one of its own stops it") {
  boost::asio::io_context io;
  Turns turns(io);
  std::string order;
  turns.run(
      [&] {
        order += "turn";
        turns.stop();
        return false;
      },
      [&] { order += " done"; });
  CHECK(turns.under_way());
  io.run();
  CHECK(order == "turn");
  CHECK_FALSE(turns.under_way());
}

TEST_CASE("what follows the last turn may begin other work") {
  boost::asio::io_context io;
  Turns turns(io);
  int second = 0;
  turns.run([] { return true; }, [&] { turns.run([&] { return ++second == 2; }, [&] { second *= 10; }); });
  io.run();
  CHECK(second == 20);
}
