#include "gateway/app/process/supervisor.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "gateway/base/log.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using gatewarden::test::run_until;

namespace {

// systemd's end of $NOTIFY_SOCKET.
class ServiceManager {
 public:
  ServiceManager() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    const std::string path = folder_ / "notify";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof address.sun_path);
    std::strcpy(address.sun_path, path.c_str());
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~ServiceManager() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(socket_);
  }
  std::vector<std::string> told() const {
    std::vector<std::string> all;
    char text[64];
    for (ssize_t size; (size = ::recv(socket_, text, sizeof text, 0)) > 0;)
      all.emplace_back(text, static_cast<std::size_t>(size));
    return all;
  }

 private:
  test::TemporaryFolder folder_;
  int socket_;
};

// What systemd says of its patience; empty: nothing.
struct Watchdog {
  Watchdog(const std::string& microseconds, const std::string& process) {
    if (!microseconds.empty()) ::setenv("WATCHDOG_USEC", microseconds.c_str(), 1);
    if (!process.empty()) ::setenv("WATCHDOG_PID", process.c_str(), 1);
  }
  ~Watchdog() {
    ::unsetenv("WATCHDOG_USEC");
    ::unsetenv("WATCHDOG_PID");
  }
};

struct Running {
  Running() { log::set_level(log::Level::off); }
  ServiceManager manager;
  boost::asio::io_context io;
  int reloads = 0;
  bool stopped = false;
  bool slow = false;  // until end_reload()
  std::string refusal;
  std::string by;  // whom the last one was for
  status::Reloader::Done under_way;
  void end_reload() {
    status::ReloadAnswer answer;
    if (!refusal.empty()) answer = status::RefusedRequest{"refused_fleet", refusal};
    std::exchange(under_way, nullptr)(answer);
  }
  ManualClock clock;
  Supervisor supervisor{io,
                        clock,
                        {[this](const std::string& asked_by, status::Reloader::Done done) {
                           ++reloads;
                           by = asked_by;
                           under_way = std::move(done);
                           if (!slow) end_reload();
                         },
                         [this](const std::function<void()>& done) {
                           stopped = true;
                           done();
                         }}};
};

}  // namespace

TEST_CASE("SIGHUP reloads, as often as it comes, and the service manager is told") {
  Running running;
  running.supervisor.start();
  CHECK(running.manager.told() == std::vector<std::string>{"READY=1"});
  for (const int wanted : {1, 2}) {
    std::raise(SIGHUP);
    REQUIRE(run_until(running.io, [&] { return running.reloads == wanted; }));
    CHECK(running.manager.told() == std::vector<std::string>{"RELOADING=1", "READY=1"});
  }
  CHECK_FALSE(running.stopped);
}

TEST_CASE("SIGHUP during a reload, however often, means one more after it") {
  Running running;
  running.slow = true;
  running.supervisor.start();
  std::raise(SIGHUP);
  REQUIRE(run_until(running.io, [&] { return running.reloads == 1; }));
  for (int i = 0; i < 3; ++i) {
    std::raise(SIGHUP);
    running.io.restart();
    running.io.run_one();
  }
  CHECK(running.reloads == 1);
  running.end_reload();
  CHECK(running.reloads == 2);
  running.end_reload();
  CHECK(running.reloads == 2);
  CHECK(running.manager.told().back() == "READY=1");
}

TEST_CASE("an ordered reload answers who gave the order, with what was read after it") {
  Running running;
  running.slow = true;
  running.supervisor.start();
  std::vector<std::string> told;
  const auto order = [&](std::uint32_t uid) {
    running.supervisor.reload(uid, [&told, uid](const status::ReloadAnswer& answer) {
      const auto* refused = std::get_if<status::RefusedRequest>(&answer);
      told.push_back(std::to_string(uid) + (refused ? " " + refused->sentence : ""));
    });
  };
  std::raise(SIGHUP);
  REQUIRE(run_until(running.io, [&] { return running.reloads == 1; }));
  CHECK(running.by == "SIGHUP");
  order(1000);  // the file may have changed since it was read: once more, for all of these
  order(0);
  CHECK(running.reloads == 1);
  running.refusal = "fleet.yaml:1:1: error F002";
  running.end_reload();
  CHECK(told.empty());
  CHECK(running.reloads == 2);
  CHECK(running.by == "uid 1000, uid 0");
  running.end_reload();
  CHECK(told == std::vector<std::string>{"1000 fleet.yaml:1:1: error F002", "0 fleet.yaml:1:1: error F002"});
  running.refusal = "";
  running.slow = false;
  order(1000);
  CHECK(told.back() == "1000");
  CHECK(running.reloads == 3);
}

TEST_CASE("a gateway stops while a reload reads") {
  Running running;
  running.slow = true;
  running.supervisor.start();
  std::raise(SIGHUP);
  REQUIRE(run_until(running.io, [&] { return running.reloads == 1; }));
  std::raise(SIGTERM);
  REQUIRE(run_until(running.io, [&] { return running.stopped; }));
}

TEST_CASE("a reload that is refused leaves the gateway running") {
  Running running;
  running.refusal = "fleet.yaml:1:1: error F002\n\nfleet.yaml:2:1: error F010\n";
  running.supervisor.start();
  std::raise(SIGHUP);
  REQUIRE(run_until(running.io, [&] { return running.reloads == 1; }));
  CHECK(running.manager.told().back() == "READY=1");
  CHECK_FALSE(running.stopped);
}

TEST_CASE("SIGTERM and SIGINT stop the gateway in order") {
  const int signal = GENERATE(SIGTERM, SIGINT);
  Running running;
  running.supervisor.start();
  std::raise(signal);
  REQUIRE(run_until(running.io, [&] { return running.stopped; }));
  CHECK(running.manager.told().back() == "STOPPING=1");
  CHECK(running.supervisor.gave_up().empty());
}

TEST_CASE("a gateway that cannot go on is stopped, for the reason that was said first") {
  Running running;
  running.supervisor.start();
  running.supervisor.give_up("the nucleus does not let it in");
  running.supervisor.give_up("something else");
  CHECK(running.stopped);
  CHECK(running.supervisor.gave_up() == "the nucleus does not let it in");
}

TEST_CASE("a service manager that waits for signs of life hears one twice in that time, until the end") {
  Running running;
  const Watchdog watchdog("30000000", std::to_string(::getpid()));
  running.supervisor.start();
  CHECK(running.manager.told() == std::vector<std::string>{"READY=1", "WATCHDOG=1"});
  running.clock.advance(std::chrono::milliseconds(14'999));
  CHECK(running.manager.told().empty());
  running.clock.advance(std::chrono::milliseconds(1));
  CHECK(running.manager.told() == std::vector<std::string>{"WATCHDOG=1"});
  running.clock.advance(std::chrono::seconds(30));
  CHECK(running.manager.told() == std::vector<std::string>(2, "WATCHDOG=1"));
  running.supervisor.give_up("the test ends");
  running.clock.advance(std::chrono::minutes(1));
  CHECK(running.manager.told() == std::vector<std::string>{"STOPPING=1"});
}

TEST_CASE("no sign of life is shown to one that waits for another process, or for none") {
  const auto [patience, process] = GENERATE(table<std::string, std::string>(
      {{"30000000", "1"}, {"0", ""}, {"", ""}, {"30000000s", ""}, {"-1", ""}, {"99999999999999999", ""}}));
  Running running;
  const Watchdog watchdog(patience, process);
  running.supervisor.start();
  running.clock.advance(std::chrono::hours(1));
  CHECK(running.manager.told() == std::vector<std::string>{"READY=1"});
}
