#include "tests/support/child_process.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/support/eventually.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace std::chrono_literals;
using gatewarden::test::ChildProcess;
using gatewarden::test::TemporaryFolder;

namespace {

// Whether the process runs; ended but not reaped counts as ended.
bool runs(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return stat >> number >> name >> state && state != "Z";
}

}  // namespace

TEST_CASE("a child that is none is never signalled") {
  ChildProcess none;
  CHECK_THROWS_AS(none.signal(SIGTERM), std::logic_error);
  CHECK_FALSE(none.running());
  CHECK(none.end() == ChildProcess::kStillRunning);

  auto child = ChildProcess::program({"true"});
  CHECK(child.wait() == 0);
  CHECK(child.pid() == -1);
  CHECK_THROWS_AS(child.signal(SIGTERM), std::logic_error);
  CHECK(child.end() == 0);
}

TEST_CASE("a child that was moved belongs to its new owner alone") {
  auto first = ChildProcess::program({"sleep", "1000"});
  const pid_t pid = first.pid();
  ChildProcess second = std::move(first);
  CHECK_THROWS_AS(first.signal(SIGTERM), std::logic_error);  // NOLINT:
                                                             // the
                                                             // moved-from
                                                             // object
                                                             // is what
                                                             // is
                                                             // tested
  CHECK(second.pid() == pid);
  CHECK(second.end(SIGTERM) == 128 + SIGTERM);
}

TEST_CASE("a child ends with its owner, and with the test that is killed") {
  pid_t pid = -1;
  {
    const auto child = ChildProcess::program({"sleep", "1000"});
    pid = child.pid();
    CHECK(runs(pid));
  }
  CHECK_FALSE(runs(pid));

  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  auto test = ChildProcess::function([&] {
    const auto child = ChildProcess::program({"sleep", "1000"});
    const pid_t grandchild = child.pid();
    if (::write(pipe[1], &grandchild, sizeof grandchild) != sizeof grandchild) return 1;
    return ::pause();
  });
  pid_t grandchild = -1;
  REQUIRE(::read(pipe[0], &grandchild, sizeof grandchild) == sizeof grandchild);
  REQUIRE(runs(grandchild));
  CHECK(test.end() == 128 + SIGKILL);
  CHECK(gatewarden::test::eventually([&] { return !runs(grandchild); }));
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST_CASE("a program gets its words, its environment and no descriptor of the test") {
  TemporaryFolder folder;
  const std::string log = folder / "log";
  auto shell =
      ChildProcess::program({"sh", "-c", "echo $0 $GREETING; ls /proc/self/fd | wc -l >&2; exit 3", "a b"},
                            {.output = log, .environment = {{"GREETING", "good day"}}});
  CHECK(shell.wait() == 3);
  std::ifstream read(log);
  std::string said, descriptors;
  std::getline(read, said);
  std::getline(read, descriptors);
  CHECK(said == "a b good day");
  CHECK(descriptors == "4");  // the standard streams, and ls' own
}

TEST_CASE("a program with pipes is spoken with line by line, and hears the end") {
  auto cat = ChildProcess::program({"cat"}, {.pipes = true});
  cat.say("one\ntwo\n");
  CHECK(cat.read_line() == "one");
  CHECK(cat.read_line() == "two");
  CHECK(cat.read_line(1ms).empty());
  CHECK(cat.wait(1ms) == ChildProcess::kStillRunning);
  cat.close_input();
  CHECK(cat.wait() == 0);
}

TEST_CASE("a program that is not there is said") {
  CHECK_THROWS_WITH(ChildProcess::program({"no-such-program"}),
                    "no-such-program cannot be started: No such file or directory");
}

TEST_CASE("a body that throws ends with status 1, one that returns with its result") {
  CHECK(ChildProcess::function([]() -> int { throw std::runtime_error("on purpose"); }).wait() == 1);
  CHECK(ChildProcess::function([] { return 5; }).wait() == 5);
}

TEST_CASE("a child on a terminal has the size that was asked for") {
  if (gatewarden::test::lacks_pseudo_terminals()) return;
  auto child = ChildProcess::on_terminal(10, 40, [] { return ::isatty(STDOUT_FILENO) == 1 ? 0 : 1; });
  CHECK(child.terminal() >= 0);
  CHECK(child.wait() == 0);
}
