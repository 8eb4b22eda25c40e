#include "tests/bench/modbus/peers.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <new>

#include "tests/bench/modbus/floor.hpp"
#include "tests/bench/modbus/gatewarden_master.hpp"
#include "tests/bench/modbus/libmodbus_loop.hpp"

namespace bench {
namespace {

void run_floor(const Scenario& scenario, const std::vector<std::uint16_t>& ports, Readings& readings) {
  Floor(ports, scenario).run(readings);
}

void run_libmodbus(const Scenario& scenario, const std::vector<std::uint16_t>& ports, Readings& readings) {
  LibmodbusLoop(ports, scenario).run(readings);
}

[[noreturn]] void become(std::vector<std::string> words) {
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) dup2(nowhere, fd);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

std::vector<std::string> words_for(const Peer& peer, const Scenario& scenario,
                                   const std::vector<std::uint16_t>& ports) {
  std::vector<std::string> words = peer.program;
  const auto period = std::chrono::duration_cast<std::chrono::milliseconds>(scenario.period);
  for (const auto number : {static_cast<long>(scenario.units), static_cast<long>(period.count()),
                            static_cast<long>(kTimeout.count()), scenario.spread ? 1L : 0L}) {
    words.push_back(std::to_string(number));
  }
  for (const std::uint16_t port : ports) words.push_back(std::to_string(port));
  return words;
}

int wait_for(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

const std::vector<Peer>& all_peers() {
  const std::string folder = GATEWARDEN_BENCH_DIR "/peers/";
  static const std::vector<Peer> peers{
      {kFloor, run_floor, {}, {}, {}},
      {"libmodbus", run_libmodbus, {}, {}, {}},
      {"npm",
       nullptr,
       {"node", folder + "modbus_serial_master.js"},
       {"node", "-e", "require('modbus-serial')"},
       "npm's modbus-serial is not here: tests/bench/run fetches it where npm can"},
      {"pymodbus",
       nullptr,
       {"/usr/bin/python3", folder + "pymodbus_master.py"},
       {"/usr/bin/python3", "-c", "import pymodbus.client"},
       "pymodbus is not here: deploy/install-deps --tests"},
      {kGatewarden, run_gatewarden, {}, {}, {}},
  };
  return peers;
}

const Peer& peer(const std::string& name) {
  for (const Peer& each : all_peers()) {
    if (each.name == name) return each;
  }
  std::abort();
}

bool is_here(const Peer& peer) {
  static std::map<std::string, bool> known;
  if (peer.probe.empty()) return true;
  const auto found = known.find(peer.name);
  if (found != known.end()) return found->second;
  const pid_t child = fork();
  if (child == 0) become(peer.probe);
  const bool here = wait_for(child) == 0;
  if (!here) std::printf("   %s\n", peer.remedy.c_str());
  return known[peer.name] = here;
}

PeerProcess::PeerProcess(const Peer& peer, const Scenario& scenario, const std::vector<std::uint16_t>& ports)
    : started_(steady_microseconds()) {
  void* shared = mmap(nullptr, sizeof(Readings), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) std::exit(1);
  readings_ = new (shared) Readings;
  pid_ = fork();
  if (pid_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!peer.run) become(words_for(peer, scenario, ports));
  try {
    peer.run(scenario, ports, *readings_);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", peer.name.c_str(), error.what());
    _exit(1);
  }
  _exit(0);
}

PeerProcess::~PeerProcess() {
  stop();
  munmap(readings_, sizeof *readings_);
}

bool PeerProcess::stop() {
  if (pid_ <= 0) return true;
  const bool ended = waitpid(pid_, nullptr, WNOHANG) == pid_;
  if (!ended) {
    kill(pid_, SIGTERM);
    wait_for(pid_);
  }
  pid_ = -1;
  return !ended;
}

}  // namespace bench
