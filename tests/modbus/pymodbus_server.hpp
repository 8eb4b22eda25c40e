// A foreign Modbus server as a child process (see pymodbus_server.py).
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/tests_folder.hpp"

namespace gatewarden::modbus {

class PymodbusServer {
 public:
  // `way`: {} for TCP, {"tls", certificate, key, client CA}, {"serial", path}.
  explicit PymodbusServer(const std::vector<std::string>& way = {}) {
    std::vector<std::string> words{"/usr/bin/python3", test::tests_folder() / "modbus/pymodbus_server.py"};
    words.insert(words.end(), way.begin(), way.end());
    // Discards standard error: each disconnect is logged as an error. Ends with its standard input.
    server_ = test::ChildProcess::program(std::move(words), {.pipes = true});
    port_ = static_cast<std::uint16_t>(std::atoi(server_.read_line().c_str()));
  }
  // 0: not started. 1: serves a serial port.
  std::uint16_t port() const { return port_; }

 private:
  test::ChildProcess server_;
  std::uint16_t port_ = 0;
};

}  // namespace gatewarden::modbus
