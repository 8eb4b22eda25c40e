// The Modbus master beside the bare-socket floor and libmodbus' own loop: the same farm, the same exchange
// (10 holding registers a poll), one after the other, each in a process of its own.
//
//   A  1000 slaves a second behind 10 connections     B  behind 1000 connections
//   C  A, but every device answers after 20 ms        S  as fast as it goes, 100 slaves behind 10 connections
//
// Prints CPU time per poll (the figure to compare: wall rates on a shared machine say little), the share of
// readings that did not take place as the farm saw it, resident memory and threads. Exits 1 where a goal is
// missed.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "adapters/modbus/modbus_master.hpp"
#include "adapters/modbus/modbus_settings.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/bench/modbus_floor.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

struct Scenario {
  char name;
  unsigned ports;
  unsigned units;
  std::chrono::nanoseconds period;  // zero: as fast as it goes
  std::chrono::microseconds delay;
  unsigned outstanding;
  // What must hold of the master; 0: not asked.
  double most_cpu_us = 0, most_missed = 0, most_megabytes = 0, least_rate = 0;
};

constexpr std::chrono::seconds kWarmUp{2};
constexpr std::chrono::seconds kMeasured{5};

// The slaves, in a process of their own.
class FarmProcess {
 public:
  explicit FarmProcess(const Scenario& scenario) {
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0) std::exit(1);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(in[0], 0);
      dup2(out[1], 1);
      for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
      const char* folder = std::getenv("GATEWARDEN_BENCH_PROGRAMS");
      const std::string program = std::string(folder ? folder : ".") + "/modbus_farm";
      const auto interval = scenario.period.count() > 0 ? scenario.period / 1ms : 1000;
      execl(program.c_str(), "modbus_farm", std::to_string(scenario.ports).c_str(),
            std::to_string(scenario.delay.count()).c_str(), std::to_string(interval).c_str(), nullptr);
      std::perror(program.c_str());
      _exit(1);
    }
    close(in[0]);
    close(out[1]);
    commands_ = fdopen(in[1], "w");
    answers_ = fdopen(out[0], "r");
    std::istringstream line(read_line());
    for (unsigned port; line >> port;) ports_.push_back(static_cast<std::uint16_t>(port));
    if (ports_.size() != scenario.ports) std::exit(1);
  }
  ~FarmProcess() {
    std::fclose(commands_);
    std::fclose(answers_);
    waitpid(pid_, nullptr, 0);
  }
  const std::vector<std::uint16_t>& ports() const { return ports_; }
  void reset() { say("reset\n"); }
  std::pair<std::uint64_t, std::uint64_t> report() {
    say("report\n");
    unsigned long long requests = 0, missed = 0;
    std::sscanf(read_line().c_str(), "%llu %llu", &requests, &missed);
    return {requests, missed};
  }

 private:
  void say(const char* text) {
    std::fputs(text, commands_);
    std::fflush(commands_);
  }
  std::string read_line() {
    std::string line;
    for (int c; (c = std::fgetc(answers_)) != EOF && c != '\n';) line += static_cast<char>(c);
    return line;
  }
  pid_t pid_;
  std::FILE* commands_;
  std::FILE* answers_;
  std::vector<std::uint16_t> ports_;
};

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// "VmRSS" in kB, "Threads".
double status_of(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(key + ":", 0) == 0) return std::strtod(line.c_str() + key.size() + 1, nullptr);
  }
  return 0;
}

struct Figures {
  double cpu_us = 0, rate = 0, missed = 0, megabytes = 0, threads = 0;
};

// Begins to measure after the warm-up and knows when it is over; asked on every wake-up.
class Stopwatch {
 public:
  Stopwatch(FarmProcess& farm, std::function<std::uint64_t()> polls)
      : farm_(farm), polls_(std::move(polls)) {}
  bench::SteadyClock::time_point begin() const { return begin_; }
  bench::SteadyClock::time_point end() const { return begin_ + kMeasured; }
  bool over() {
    const auto now = bench::SteadyClock::now();
    if (now < begin_) return false;
    if (!measuring_) {
      measuring_ = true;
      farm_.reset();
      cpu_ = cpu_seconds();
      first_ = polls_();
      from_ = now;
    }
    return now >= end();
  }
  Figures figures(const Scenario& scenario) {
    const double cpu = cpu_seconds() - cpu_;
    const double seconds = std::chrono::duration<double>(bench::SteadyClock::now() - from_).count();
    const auto polls = static_cast<double>(polls_() - first_);
    const auto [requests, missed] = farm_.report();
    Figures figures;
    figures.cpu_us = cpu / std::max(polls, 1.0) * 1e6;
    figures.rate = polls / seconds;
    const double wanted = scenario.period.count() > 0
                              ? scenario.ports * scenario.units * seconds /
                                    std::chrono::duration<double>(scenario.period).count()
                              : 0;
    // What the farm saw, or what is missing from the sum where whole slaves were never asked.
    if (wanted > 0) {
      figures.missed = 100 * std::max(static_cast<double>(missed) / wanted, 1 - polls / wanted - 0.002);
      figures.missed = std::max(figures.missed, 0.0);
    }
    figures.megabytes = status_of("VmRSS") / 1024;
    figures.threads = status_of("Threads");
    return figures;
  }

 private:
  FarmProcess& farm_;
  std::function<std::uint64_t()> polls_;
  bench::SteadyClock::time_point begin_ = bench::SteadyClock::now() + kWarmUp;
  bench::SteadyClock::time_point from_{};
  bool measuring_ = false;
  double cpu_ = 0;
  std::uint64_t first_ = 0;
};

struct CountingSink final : SampleSink {
  void accept(PointId, Number value, SteadyTime) override { sum += value.as_double(); }
  void accept(PointId, const ListValue&, SteadyTime) override {}
  void heard(DeviceId, SteadyTime) override { ++polls; }
  std::uint64_t polls = 0;
  double sum = 0;
};

std::shared_ptr<const Model> ten_registers(std::chrono::nanoseconds every) {
  auto model = std::make_shared<Model>();
  model->every = every;
  for (std::uint16_t i = 0; i < 10; ++i) {
    modbus::From from;
    from.holding = i;
    model->metrics.push_back("r" + std::to_string(i));
    model->from.emplace_back(from);
  }
  return model;
}

Figures run_master(const Scenario& scenario, FarmProcess& farm) {
  log::set_level(log::Level::warning);
  boost::asio::io_context io(1);
  SystemClock clock(io);
  CountingSink sink;
  modbus::ModbusMaster master(clock, io);
  // At saturation every unit is always due.
  const auto model = ten_registers(scenario.period.count() > 0 ? scenario.period : 20us);
  std::vector<std::unique_ptr<Link>> links;
  std::uint32_t device = 0;
  for (const std::uint16_t port : farm.ports()) {
    modbus::LinkSettings settings;
    settings.tcp = {"127.0.0.1", port};
    settings.outstanding = scenario.outstanding;
    links.push_back(master.link("line-" + std::to_string(links.size()), settings, sink));
    std::vector<Assignment> assignments;
    for (unsigned unit = 1; unit <= scenario.units; ++unit, ++device) {
      assignments.push_back({DeviceId{device}, PointId{device * 10}, "plant:meter-" + std::to_string(device),
                             model, modbus::UnitAddress{static_cast<std::uint8_t>(unit)}});
    }
    links.back()->assign(std::move(assignments));
    links.back()->start();
  }
  Stopwatch watch(farm, [&] { return sink.polls; });
  std::unique_ptr<Timer> look;  // twice only: a wake-up of its own would be counted
  look = clock.timer([&] {
    if (watch.over()) return io.stop();
    look->arm(watch.end());
  });
  look->arm(watch.begin());
  io.run();
  const Figures figures = watch.figures(scenario);
  std::uint64_t errors = 0;
  for (const auto& link : links) errors += link->snapshot().errors;
  if (errors > 0) std::printf("   %llu errors\n", static_cast<unsigned long long>(errors));
  return figures;
}

Figures run_floor(const Scenario& scenario, FarmProcess& farm) {
  bench::Floor floor(farm.ports(), scenario.units, scenario.period, scenario.outstanding);
  Stopwatch watch(farm, [&] { return floor.polls(); });
  floor.run([&] { return watch.over(); });
  return watch.figures(scenario);
}

Figures run_libmodbus(const Scenario& scenario, FarmProcess& farm) {
  bench::LibmodbusLoop loop(farm.ports(), scenario.units, scenario.period);
  Stopwatch watch(farm, [&] { return loop.polls(); });
  loop.run([&] { return watch.over(); });
  return watch.figures(scenario);
}

bool goals_met(const Scenario& s, const Figures& f) {
  return (s.most_cpu_us == 0 || f.cpu_us <= s.most_cpu_us) &&
         (s.most_missed == 0 || f.missed <= s.most_missed) &&
         (s.most_megabytes == 0 || f.megabytes <= s.most_megabytes) &&
         (s.least_rate == 0 || f.rate >= s.least_rate) && f.threads <= 4;
}

void print(const Scenario& scenario, const char* who, const Figures& f, const char* verdict) {
  std::printf("%c  %-10s %9.2f %11.0f %9.3f %8.1f %8.0f  %s\n", scenario.name, who, f.cpu_us, f.rate,
              f.missed, f.megabytes, f.threads, verdict);
  std::fflush(stdout);
}

// In a process of its own, so that memory is its own. True where nothing was missed that was asked for.
bool measure(const Scenario& scenario, const char* who, Figures (*run)(const Scenario&, FarmProcess&),
             bool judged) {
  const pid_t child = fork();
  if (child == 0) {
    bool met = true;
    {
      FarmProcess farm(scenario);
      const Figures figures = run(scenario, farm);
      met = !judged || goals_met(scenario, figures);
      print(scenario, who, figures, !judged ? "" : met ? "goal met" : "GOAL MISSED");
    }
    _exit(met ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (!std::getenv("GATEWARDEN_BENCH_PROGRAMS")) {
    const std::string self = argv[0];
    setenv("GATEWARDEN_BENCH_PROGRAMS", self.substr(0, self.find_last_of('/')).c_str(), 1);
  }
  const Scenario scenarios[] = {
      {'A', 10, 100, 1s, 0us, 8, 14, 0, 0, 0},
      {'B', 1000, 1, 1s, 0us, 1, 20, 0, 12, 0},
      {'C', 10, 100, 1s, 20ms, 8, 0, 0.1, 0, 0},
      {'S', 10, 10, 0s, 0us, 8, 0, 0, 0, 230'000},
  };
  std::printf("   %-10s %9s %11s %9s %8s %8s\n", "", "us/poll", "polls/s", "missed %", "MB", "threads");
  std::fflush(stdout);
  bool met = true;
  for (const Scenario& scenario : scenarios) {
    if (argc > 1 && std::string(argv[1]).find(scenario.name) == std::string::npos) continue;
    measure(scenario, "floor", run_floor, false);
    if (scenario.name != 'B') measure(scenario, "libmodbus", run_libmodbus, false);
    met = measure(scenario, "gatewarden", run_master, true) && met;
  }
  return met ? 0 : 1;
}
