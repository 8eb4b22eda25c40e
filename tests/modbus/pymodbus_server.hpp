// A Modbus server written by others, a child process of the test (pymodbus_server.py says what it serves).
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/tests_folder.hpp"

namespace gatewarden::modbus {

class PymodbusServer {
 public:
  // How it is reached: {} by TCP, {"tls", certificate, key, client CA}, {"serial", path}.
  explicit PymodbusServer(const std::vector<std::string>& way = {}) {
    std::array<int, 2> in{}, out{};
    if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0)
      throw std::runtime_error("no pipes");
    std::vector<char*> arguments;
    const std::string script = test::tests_folder() / "modbus/pymodbus_server.py";
    for (const char* each : {"python3", script.c_str()}) arguments.push_back(const_cast<char*>(each));
    for (const std::string& each : way) arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(in[0], 0);
      dup2(out[1], 1);
      dup2(open("/dev/null", O_WRONLY), 2);  // it logs every disconnect as an error
      execv("/usr/bin/python3", arguments.data());
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    stop_ = in[1];
    FILE* lines = fdopen(out[0], "r");
    int port = 0;
    if (std::fscanf(lines, "%d", &port) == 1) port_ = static_cast<std::uint16_t>(port);
    std::fclose(lines);
  }
  ~PymodbusServer() {
    close(stop_);  // it ends with its standard input
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  PymodbusServer(const PymodbusServer&) = delete;
  PymodbusServer& operator=(const PymodbusServer&) = delete;
  // 0: it could not start. 1 where it serves a serial port.
  std::uint16_t port() const { return port_; }

 private:
  pid_t pid_ = -1;
  int stop_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace gatewarden::modbus
