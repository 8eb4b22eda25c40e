#include "gateway/terminal/progress_bar.hpp"

#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/support/child_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/slow_reader.hpp"

using namespace gatewarden;

TEST_CASE("a bar fits the screen and says how long it takes") {
  CHECK(progress_text({5, 10, "unit 5, 1 found", std::chrono::seconds(12)}, 80) ==
        "[###############...............]  5/10  unit 5, 1 found, about 12 s left");
  CHECK(
      progress_text({5, 10, "unit 5, 1 found", std::chrono::seconds(200)}, 0).ends_with("about 4 min left"));
  CHECK(progress_text({5, 10, "unit 5, 1 found", std::nullopt}, 20).size() <= 19);
  CHECK(progress_text({0, 0, "", std::nullopt}, 40).size() < 40);
}

TEST_CASE("where nobody watches, a bar is a line every ten seconds, below what was found") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const auto written = [&] {
    char bytes[4096];
    const auto count = ::read(ends[0], bytes, sizeof bytes);
    return std::string(bytes, count > 0 ? static_cast<std::size_t>(count) : 0);
  };
  const SteadyTime begin{std::chrono::hours(1)};
  {
    ProgressBar bar(ends[1]);
    for (int second = 0; second < 20; ++second)
      bar.draw({static_cast<std::size_t>(second), 20, "unit", std::nullopt},
               begin + std::chrono::seconds(second));
    bar.say("unit 7 answers");
    for (int second = 20; second < 30; ++second)
      bar.draw({static_cast<std::size_t>(second), 20, "unit", std::nullopt},
               begin + std::chrono::seconds(second));
  }
  ::close(ends[1]);
  const std::string all = written();
  ::close(ends[0]);
  CHECK(all == progress_text({10, 20, "unit", std::nullopt}, 0) + "\nunit 7 answers\n" +
                   progress_text({20, 20, "unit", std::nullopt}, 0) + "\n");
}

TEST_CASE("on a terminal a bar is drawn in its place, and again only when it has changed") {
  if (test::lacks_pseudo_terminals()) return;
  int near = -1, far = -1;
  winsize size{};
  size.ws_row = 10, size.ws_col = 60;
  REQUIRE(::openpty(&near, &far, nullptr, nullptr, &size) == 0);
  std::string shown;
  const auto shows = [&](const std::string& wanted) {
    char bytes[4096];
    pollfd ready{near, POLLIN, 0};
    const auto count = ::poll(&ready, 1, 0) > 0 ? ::read(near, bytes, sizeof bytes) : 0;
    shown.append(bytes, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return shown == wanted;
  };
  const Progress first{1, 10, "unit 1", std::nullopt}, next{2, 10, "unit 2", std::nullopt};
  const std::string text = progress_text(next, 60), wipe = "\r\x1b[K";
  const std::string begun = "\r" + progress_text(first, 60) + "\x1b[K",
                    gone_on = begun + "\r" + text + "\x1b[K";
  ProgressBar bar(far);
  bar.draw(first, SteadyTime{});
  CHECK(test::eventually([&] { return shows(begun); }));
  CHECK(test::eventually([&] {  // what is not known to be taken is not followed by more
    bar.draw(next, SteadyTime{});
    return shows(gone_on);
  }));
  for (int again = 0; again < 1000; ++again) bar.draw(next, SteadyTime{});
  bar.say("unit 1 answers");
  bar.clear();
  CHECK(test::eventually([&] { return shows(gone_on + wipe + "unit 1 answers\r\n" + text + wipe); }));
  ::close(far), ::close(near);
}

TEST_CASE("nobody who does not read a bar holds up the command") {
  test::SlowReader reader;
  auto command = test::ChildProcess::function([&] {
    ProgressBar bar(reader.writing());
    for (std::size_t unit = 0; unit < reader.room(); ++unit) bar.say("unit answers");
    bar.clear();
    return 7;
  });
  CHECK(command.wait() == 7);
}

TEST_CASE("on a terminal that nobody reads a bar is not drawn again and again") {
  if (test::lacks_pseudo_terminals()) return;
  auto command = test::ChildProcess::on_terminal(10, 60, [] {
    ProgressBar bar(STDOUT_FILENO);
    for (std::size_t unit = 0; unit < 100'000; ++unit)
      bar.draw({unit, 100'000, "unit", std::nullopt}, SteadyTime{});
    return 7;
  });
  CHECK(command.wait() == 7);
}
