#include "tests/bench/modbus/farm_process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

namespace bench {

FarmProcess::FarmProcess(const Scenario& scenario) {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) std::exit(1);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    const char* folder = std::getenv("GATEWARDEN_BENCH_PROGRAMS");
    const std::string program = std::string(folder ? folder : ".") + "/modbus_farm";
    const auto interval = std::chrono::duration_cast<std::chrono::milliseconds>(scenario.period).count();
    execl(program.c_str(), "modbus_farm", std::to_string(scenario.ports).c_str(),
          std::to_string(scenario.units).c_str(), std::to_string(scenario.delay.count()).c_str(),
          std::to_string(interval).c_str(), std::to_string(scenario.dead_percent).c_str(), nullptr);
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

FarmProcess::~FarmProcess() {
  say("quit\n");  // the end of the pipe would do, did no other process hold it as well
  std::fclose(commands_);
  std::fclose(answers_);
  waitpid(pid_, nullptr, 0);
}

void FarmProcess::reset() { say("reset\n"); }

FarmReport FarmProcess::report() {
  say("report\n");
  FarmReport report;
  std::istringstream line(read_line());
  line >> report.answers >> report.missed;
  for (Spread* times : {&report.gaps, &report.late}) line >> times->p50 >> times->p99 >> times->most;
  return report;
}

std::uint64_t FarmProcess::swept() {
  say("swept\n");
  return std::strtoull(read_line().c_str(), nullptr, 10);
}

void FarmProcess::say(const char* text) {
  std::fputs(text, commands_);
  std::fflush(commands_);
}

std::string FarmProcess::read_line() {
  std::string line;
  for (int c; (c = std::fgetc(answers_)) != EOF && c != '\n';) line += static_cast<char>(c);
  return line;
}

}  // namespace bench
