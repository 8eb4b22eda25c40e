// Who does the work: this program's loops, and other masters that users run. Each has its own
// process, memory and CPU time.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/bench/modbus/readings.hpp"
#include "tests/bench/modbus/scenario.hpp"
#include "tests/support/child_process.hpp"

namespace bench {

struct Peer {
  using Run = void (*)(const Scenario&, const std::vector<std::uint16_t>& ports, Readings&);

  std::string name;
  Run run = nullptr;                 // in a copy of this process, for ever or until SIGTERM
  std::vector<std::string> program;  // otherwise this one, followed by UNITS
                                     // PERIOD_MS TIMEOUT_MS SPREAD PORTS
  std::vector<std::string> probe;    // succeeds if the program has what it needs
  std::string remedy;                // if it has not

  bool keeps_readings() const { return run != nullptr; }
};

inline constexpr const char* kFloor = "floor";
inline constexpr const char* kGatewarden = "gatewarden";

// floor, libmodbus, npm, pymodbus, gatewarden
const std::vector<Peer>& all_peers();
const Peer& peer(const std::string& name);
// Checked once; prints what is missing.
bool is_here(const Peer& peer);

class PeerProcess {
 public:
  PeerProcess(const Peer& peer, const Scenario& scenario, const std::vector<std::uint16_t>& ports);
  ~PeerProcess();
  PeerProcess(const PeerProcess&) = delete;
  PeerProcess& operator=(const PeerProcess&) = delete;

  pid_t pid() const { return master_.pid(); }
  std::uint64_t started() const { return started_; }  // steady_microseconds()
  const Readings& readings() const { return *readings_; }
  void forget_ages() { readings_->ages.forget(); }
  bool stop();  // false if it had ended by itself

 private:
  gatewarden::test::ChildProcess master_;
  bool stopped_ = false;
  std::uint64_t started_;
  Readings* readings_;  // shared with the master
};

}  // namespace bench
