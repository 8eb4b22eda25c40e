// How much of a serial line's time the master uses: ten units that answer at once, asked without pauses over
// serial_wire_farm. The computed capacity is request, silence, answer, silence. Exits 1 below 95 % of it, or
// if the master speaks into a silence.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "adapters/modbus/poll/modbus_master.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/settings/value_source.hpp"
#include "adapters/modbus/wire/rtu.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/support/child_process.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

constexpr double kGoal = 0.95;
constexpr unsigned kUnits = 10;

class WireProcess {
 public:
  explicit WireProcess(const modbus::SerialLine& line) {
    const char* folder = std::getenv("GATEWARDEN_BENCH_PROGRAMS");
    const unsigned bits = 9 + (line.parity == modbus::Parity::none ? 0 : 1) + line.stop_bits;
    farm_ = test::ChildProcess::program({std::string(folder ? folder : ".") + "/serial_wire_farm",
                                         std::to_string(line.baud), std::to_string(bits)},
                                        {.output = "/dev/stderr", .pipes = true});
    master_ = farm_.read_line();
    slave_ = farm_.read_line();
    if (slave_.empty()) std::exit(1);
  }
  const std::string& master() const { return master_; }
  const std::string& slave() const { return slave_; }
  // Returns how often the master spoke too early.
  unsigned end() {
    farm_.close_input();
    return static_cast<unsigned>(std::atoi(farm_.read_line().c_str()));
  }

 private:
  test::ChildProcess farm_;
  std::string master_, slave_;
};

// Every unit, register n is worth n; in its own process.
class SlaveProcess {
 public:
  explicit SlaveProcess(const std::string& path)
      : process_(test::ChildProcess::function([path] { return answer_all(path); })) {}

 private:
  static int answer_all(const std::string& path) {
    close_range(3, ~0u, 0);  // including what would keep the wire open
    const int port = open(path.c_str(), O_RDWR | O_NOCTTY);
    std::vector<std::uint8_t> in;
    std::array<std::uint8_t, 64> chunk;
    for (ssize_t count; (count = read(port, chunk.data(), chunk.size())) > 0;) {
      in.insert(in.end(), chunk.begin(), chunk.begin() + count);
      if (in.size() < modbus::kRtuReadBytes) continue;
      const auto answer = answer_to(in);
      in.clear();
      if (write(port, answer.data(), answer.size()) < 0) break;
    }
    return 0;
  }
  static std::vector<std::uint8_t> answer_to(const std::vector<std::uint8_t>& request) {
    const unsigned count = request[5];
    std::vector<std::uint8_t> answer{request[0], request[1], static_cast<std::uint8_t>(2 * count)};
    for (unsigned i = 0; i < count; ++i) {
      answer.push_back(0);
      answer.push_back(static_cast<std::uint8_t>(i));
    }
    const std::uint16_t checksum = modbus::rtu_checksum(answer);
    answer.push_back(static_cast<std::uint8_t>(checksum));
    answer.push_back(static_cast<std::uint8_t>(checksum >> 8));
    return answer;
  }
  test::ChildProcess process_;
};

// A poll ends when its unit was heard.
struct PollCounter final : SampleSink {
  void accept(PointId, Number, SteadyTime) override {}
  void accept(PointId, const ListValue&, SteadyTime) override {}
  void heard(DeviceId, SteadyTime at) override {
    if (polls++ == 0) first = at;
    last = at;
  }
  double rate() const {
    return polls < 2 ? 0
                     : static_cast<double>(polls - 1) / std::chrono::duration<double>(last - first).count();
  }
  std::uint64_t polls = 0;
  SteadyTime first{}, last{};
};

std::shared_ptr<const AdapterProfile> profile_of(std::uint16_t registers) {
  auto profile = std::make_shared<AdapterProfile>();
  profile->name = "meter";
  profile->every = 20us;  // always due
  for (const std::uint16_t address : {std::uint16_t{0}, static_cast<std::uint16_t>(registers - 1)}) {
    modbus::ValueSource from;
    from.holding = address;
    profile->metrics.push_back("m" + std::to_string(address));
    profile->from.emplace_back(from);
  }
  return profile;
}

bool measure(unsigned baud, std::uint16_t registers) {
  modbus::LinkSettings settings;
  settings.line = {baud, modbus::Parity::even, 1};
  settings.max_gap = modbus::kMaxRegisters;
  WireProcess wire(settings.line);
  SlaveProcess slave(wire.slave());
  settings.serial = wire.master();
  boost::asio::io_context io(1);
  SystemClock clock(io);
  PollCounter sink;
  modbus::ModbusMaster master(clock, io);
  const auto link = master.link("line", settings, sink);
  std::vector<Assignment> units;
  const auto profile = profile_of(registers);
  for (unsigned unit = 1; unit <= kUnits; ++unit) {
    units.push_back({DeviceId{unit}, PointId{unit * 10}, "plant:meter-" + std::to_string(unit), profile,
                     modbus::UnitAddress{static_cast<std::uint8_t>(unit)}});
  }
  link->assign(std::move(units));
  link->start();
  io.run_for(1s);
  sink.polls = 0;
  io.run_for(10s);
  const double seen = sink.rate();
  const std::uint64_t errors = link->snapshot().errors;
  link->stop();
  const unsigned early = wire.end();
  const modbus::Range read{modbus::Table::holding_registers, 0, registers};
  const Duration poll = settings.line.time_of(modbus::kRtuReadBytes + modbus::rtu_answer_bytes(read)) +
                        2 * settings.line.silence();
  const double computed = 1 / std::chrono::duration<double>(poll).count();
  const bool met = seen >= kGoal * computed && early == 0 && errors == 0;
  std::printf("%7u %10u %12.2f %10.2f %8.1f %8u %8llu  %s\n", baud, registers, computed, seen,
              100 * seen / computed, early, static_cast<unsigned long long>(errors),
              met ? "goal met" : "GOAL MISSED");
  std::fflush(stdout);
  return met;
}

}  // namespace

int main(int, char** argv) {
  log::set_level(log::Level::warning);
  if (!std::getenv("GATEWARDEN_BENCH_PROGRAMS")) {
    const std::string self = argv[0];
    setenv("GATEWARDEN_BENCH_PROGRAMS", self.substr(0, self.find_last_of('/')).c_str(), 1);
  }
  std::printf("%7s %10s %12s %10s %8s %8s %8s\n", "baud", "registers", "computed/s", "polls/s", "share %",
              "early", "errors");
  std::fflush(stdout);
  bool met = measure(115'200, 125);
  met = measure(9'600, 10) && met;
  return met ? 0 : 1;
}
