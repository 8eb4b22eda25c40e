// What an operator's terminal receives, on a real pseudo-terminal.
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>

#include "gateway/terminal/terminal.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/slow_reader.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;
using Catch::Contains;
using gatewarden::test::ChildProcess;
using gatewarden::test::lacks_pseudo_terminals;

namespace {

// Reads until `wanted` came, the end, or for 20 s; returns all of it.
std::string read_for(int descriptor, const std::string& wanted) {
  std::string read;
  char piece[4096];
  while (wanted.empty() || read.find(wanted) == std::string::npos) {
    pollfd waiting{descriptor, POLLIN, 0};
    if (::poll(&waiting, 1, 20'000) <= 0) break;
    const auto count = ::read(descriptor, piece, sizeof piece);
    if (count <= 0) break;
    read.append(piece, static_cast<std::size_t>(count));
  }
  return read;
}

// `watch` as a process, an hour between pages: only the test acts. Exits with 7 when watch() returns.
ChildProcess watching(const std::string& page_text, unsigned short rows) {
  return ChildProcess::on_terminal(rows, 40, [page_text] {
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("NO_COLOR");
    watch(STDOUT_FILENO, 1h, [&](const Screen& s) {
      return page_text + std::to_string(s.columns) + "x" + std::to_string(s.rows) +
             (s.colours ? " coloured" : " plain") + "\n";
    });
    return 7;
  });
}

}  // namespace

TEST_CASE("watching takes the alternate screen, and Ctrl-C gives the operator's own back") {
  if (lacks_pseudo_terminals()) return;
  auto watched = watching("page ", 10);
  const auto shown = read_for(watched.terminal(), "coloured");
  CHECK_THAT(shown, Contains("\x1b[?1049h") && Contains("page 40x10 coloured"));

  SECTION("a window of another size is drawn for at once") {
    winsize size{};
    size.ws_row = 20;
    size.ws_col = 100;
    REQUIRE(::ioctl(watched.terminal(), TIOCSWINSZ, &size) == 0);
    CHECK_THAT(read_for(watched.terminal(), "100x20"), Contains("page 100x20"));
  }
  REQUIRE(::write(watched.terminal(), "\x03", 1) == 1);
  CHECK_THAT(read_for(watched.terminal(), "\x1b[?1049l"), Contains("\x1b[?25h\x1b[?1049l"));
  CHECK(watched.wait() == 7);
}

TEST_CASE("a page longer than the terminal does not scroll it") {
  if (lacks_pseudo_terminals()) return;
  auto watched = watching("1\n2\n3\n4\n5\n6\n7\n8\n", 4);
  const auto shown = read_for(watched.terminal(), "\x1b[J");
  CHECK_THAT(shown, Contains("4\x1b[K"));
  CHECK(shown.find("5\x1b[K") == std::string::npos);
  CHECK(std::count(shown.begin(), shown.end(), '\n') == 3);
  watched.signal(SIGTERM);
  CHECK_THAT(read_for(watched.terminal(), "\x1b[?1049l"), Contains("\x1b[?1049l"));
  CHECK(watched.wait() == 7);
}

TEST_CASE("a file is no screen: no bounds, no colours") {
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  const auto screen = screen_of(pipe[1]);
  CHECK(screen.columns == 0);
  CHECK(screen.rows == 0);
  CHECK_FALSE(screen.colours);
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST_CASE("a page that nobody reads does not hold up the end") {
  const test::SlowReader reader;
  const std::string page(3 * reader.room(), 'x');
  auto watched = ChildProcess::function([&] {
    watch(reader.writing(), 1h, [&](const Screen&) { return page; });
    return 7;
  });
  CHECK(reader.read(1) == "x");  // it has begun
  watched.signal(SIGINT);
  CHECK(watched.wait() == 7);
}

TEST_CASE("a pipe gets whole pages, one after another") {
  const test::SlowReader reader;
  const std::string page(3 * reader.room(), 'x');
  auto watched = ChildProcess::function([&] {
    int made = 0;
    watch(reader.writing(), 1ms, [&](const Screen&) { return std::to_string(++made) + page; });
    return 7;
  });
  for (const std::string number : {"1", "2", "3"})
    CHECK(reader.read(page.size() + 2) == number + page + "\n");
  watched.signal(SIGTERM);
  CHECK(watched.wait() == 7);
}
