// A Greengrass nucleus with the Device Defender service behind it, for scripts:
//
//   fake_nucleus SOCKET classic|lite TOKEN [--allow PATTERN]... [--latency MS] [--floor SECONDS] [--configuration FILE]
//
// Prints `ready` when it listens. SIGUSR1: the core is offline; SIGUSR2: online again; SIGHUP: pings its
// clients; SIGALRM: the component's configuration is read again from its file of JSON, as by a deployment. SIGTERM ends it with one line about what it saw.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "gateway/base/system_clock.hpp"
#include "tests/support/fake_defender.hpp"

using namespace gatewarden;
using namespace gatewarden::test;

namespace {

struct Options {
  FakeNucleus::Setup setup;
  Duration floor = std::chrono::seconds(1);
  std::string configuration;  // a file

  void read_configuration() {
    if (configuration.empty()) return;
    std::ifstream file(configuration);
    setup.configuration = nlohmann::json::parse(file);
  }
};

bool read(int count, char** words, Options& options) {
  if (count < 4) return false;
  options.setup.socket = words[1];
  const bool lite = std::strcmp(words[2], "lite") == 0;
  if (!lite && std::strcmp(words[2], "classic") != 0) return false;
  options.setup.personality = lite ? greengrass::Nucleus::lite : greengrass::Nucleus::classic;
  options.setup.token = words[3];
  options.setup.allowed.clear();
  for (int i = 4; i + 1 < count; i += 2) {
    const std::string option = words[i];
    if (option == "--allow") {
      options.setup.allowed.emplace_back(words[i + 1]);
    } else if (option == "--latency") {
      options.setup.latency = std::chrono::milliseconds(std::atoi(words[i + 1]));
    } else if (option == "--floor") {
      options.floor = std::chrono::seconds(std::atoi(words[i + 1]));
    } else if (option == "--configuration") {
      options.configuration = words[i + 1];
      options.read_configuration();
    } else {
      return false;
    }
  }
  if (options.setup.allowed.empty()) options.setup.allowed = {"*"};
  return count % 2 == 0;
}

}  // namespace

int main(int count, char** words) {
  Options options;
  if (!read(count, words, options)) {
    std::fputs(
        "fake_nucleus SOCKET classic|lite TOKEN [--allow PATTERN]... [--latency MS] [--floor SECONDS] "
        "[--configuration FILE]\n",
        stderr);
    return 2;
  }
  boost::asio::io_context io{1};
  SystemClock clock(io);
  FakeNucleus nucleus(io, clock, options.setup);
  FakeDefender defender(nucleus, clock, options.floor);
  boost::asio::signal_set signals(io, SIGUSR1, SIGUSR2, SIGHUP);
  signals.add(SIGTERM);
  signals.add(SIGALRM);
  std::function<void()> listen = [&] {
    signals.async_wait([&](const boost::system::error_code&, int which) {
      if (which == SIGTERM) return io.stop();
      if (which == SIGUSR1) nucleus.go_offline();
      if (which == SIGUSR2) nucleus.come_online();
      if (which == SIGHUP) nucleus.ping();
      if (which == SIGALRM) {
        options.read_configuration();
        nucleus.configure(options.setup.configuration);
      }
      listen();
    });
  };
  listen();
  std::puts("ready");
  std::fflush(stdout);
  io.run();
  const FakeNucleus::Count& seen = nucleus.count();
  std::printf(
      "summary: connections=%u refused_tokens=%u requests=%u service_errors=%u pongs=%u broken_rules=%u "
      "open_streams=%zu reached_service=%zu accepted=%llu rejected=%llu unanswered=%llu\n",
      seen.connections, seen.refused_tokens, seen.requests, seen.service_errors, seen.pongs,
      seen.broken_rules, nucleus.open_streams(), nucleus.reached_service().size(),
      static_cast<unsigned long long>(defender.accepted), static_cast<unsigned long long>(defender.rejected),
      static_cast<unsigned long long>(defender.unanswered));
  return 0;
}
