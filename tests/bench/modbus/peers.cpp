#include "tests/bench/modbus/peers.hpp"

#include <sys/mman.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>
#include <stdexcept>
#include <utility>

#include "tests/bench/modbus/floor.hpp"
#include "tests/bench/modbus/gatewarden_master.hpp"
#include "tests/bench/modbus/libmodbus_loop.hpp"

namespace bench {
namespace {

using gatewarden::test::ChildProcess;

void run_floor(const Scenario& scenario, const std::vector<std::uint16_t>& ports, Readings& readings) {
  Floor(ports, scenario).run(readings);
}

void run_libmodbus(const Scenario& scenario, const std::vector<std::uint16_t>& ports, Readings& readings) {
  LibmodbusLoop(ports, scenario).run(readings);
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

bool succeeds(const std::vector<std::string>& program) {
  try {
    return ChildProcess::program(program).wait() == 0;
  } catch (const std::runtime_error&) {
    return false;
  }
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
  const bool here = succeeds(peer.probe);
  if (!here) std::printf("   %s\n", peer.remedy.c_str());
  return known[peer.name] = here;
}

PeerProcess::PeerProcess(const Peer& peer, const Scenario& scenario, const std::vector<std::uint16_t>& ports)
    : started_(steady_microseconds()) {
  void* shared = mmap(nullptr, sizeof(Readings), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) std::exit(1);
  readings_ = new (shared) Readings;
  if (!peer.run) {
    master_ = ChildProcess::program(words_for(peer, scenario, ports));
    return;
  }
  master_ = ChildProcess::function([&, this] {
    peer.run(scenario, ports, *readings_);
    return 0;
  });
}

PeerProcess::~PeerProcess() {
  stop();
  munmap(readings_, sizeof *readings_);
}

bool PeerProcess::stop() {
  if (std::exchange(stopped_, true)) return true;
  const bool ran = master_.running();
  master_.end(SIGTERM);
  return ran;
}

}  // namespace bench
