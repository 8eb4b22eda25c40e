// A real HTTP proxy (tinyproxy) on a free loopback port, for one test. Ready when the constructor returns;
// ended by its own process id.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <chrono>
#include <string>

#include "tests/support/eventually.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::test {

class TinyProxy {
 public:
  // `rules` are lines of tinyproxy.conf: "BasicAuth user password", "ConnectPort 443".
  explicit TinyProxy(std::string rules = "") : rules_(std::move(rules)) {
    for (int attempt = 0; attempt < 20; ++attempt) {
      port_ = free_loopback_port();
      if (launch()) return;
    }
    throw std::runtime_error("tinyproxy does not start");
  }
  ~TinyProxy() { stop(); }
  TinyProxy(const TinyProxy&) = delete;
  TinyProxy& operator=(const TinyProxy&) = delete;

  std::uint16_t port() const { return port_; }
  void stop() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  void freeze() const { kill(pid_, SIGSTOP); }
  void thaw() const { kill(pid_, SIGCONT); }
  // How many connections it let through, by its own log.
  std::size_t tunnels() const {
    std::ifstream log(folder_ / "proxy.log");
    std::size_t count = 0;
    for (std::string line; std::getline(log, line);)
      count += line.find("Established connection to host") != std::string::npos;
    return count;
  }

 private:
  bool launch() {
    folder_.write("tinyproxy.conf", "Port " + std::to_string(port_) +
                                        "\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 600\nMaxClients 50\n"
                                        "LogLevel Info\nLogFile \"" +
                                        (folder_ / "proxy.log") + "\"\n" + rules_ + "\n");
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);  // a copy of a test's socket would keep it open
    std::string program = "tinyproxy", foreground = "-d", option = "-c", file = folder_ / "tinyproxy.conf";
    char* arguments[] = {program.data(), foreground.data(), option.data(), file.data(), nullptr};
    const int failed = posix_spawnp(&pid_, program.c_str(), &files, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed) throw std::runtime_error("tinyproxy is not installed");
    bool ended = false;
    const bool settled = eventually(
        [&] { return (ended = waitpid(pid_, nullptr, WNOHANG) == pid_) || accepts_connections(port_); },
        std::chrono::seconds(10));
    if (ended) pid_ = -1;
    if (!settled) stop();
    return settled && !ended;
  }

  std::string rules_;
  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace gatewarden::test
