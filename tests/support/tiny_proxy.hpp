// A real HTTP proxy (tinyproxy) on a free loopback port, ready when the constructor returns.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/support/child_process.hpp"
#include "tests/support/loopback_port.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::test {

class TinyProxy {
 public:
  // `rules` are lines of tinyproxy.conf: "BasicAuth user password", "ConnectPort 443".
  // `at`: an address of this machine, on which it is called.
  explicit TinyProxy(std::string rules = "", std::string at = "127.0.0.1")
      : rules_(std::move(rules)), at_(std::move(at)) {
    for (int attempt = 0; attempt < 20; ++attempt) {
      port_ = free_loopback_port();
      if (launch()) return;
    }
    throw std::runtime_error("tinyproxy does not start");
  }
  std::uint16_t port() const { return port_; }
  void stop() { proxy_.end(); }
  void freeze() const { proxy_.signal(SIGSTOP); }
  void thaw() const { proxy_.signal(SIGCONT); }
  // Connections let through, by its log.
  std::size_t tunnels() const {
    std::ifstream log(folder_ / "proxy.log");
    std::size_t count = 0;
    for (std::string line; std::getline(log, line);)
      count += line.find("Established connection to host") != std::string::npos;
    return count;
  }

 private:
  bool launch() {
    folder_.write("tinyproxy.conf", "Port " + std::to_string(port_) + "\nListen " + at_ + "\nAllow " + at_ +
                                        "\nTimeout 600\nMaxClients 50\n"
                                        "LogLevel Info\nLogFile \"" +
                                        (folder_ / "proxy.log") + "\"\n" + rules_ + "\n");
    proxy_ =
        ChildProcess::program({"tinyproxy", "-d", "-c", folder_ / "tinyproxy.conf"});  // in the foreground
    return serves(proxy_, port_, at_);
  }

  std::string rules_, at_;
  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  ChildProcess proxy_;
};

}  // namespace gatewarden::test
