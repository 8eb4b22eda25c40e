// A real mosquitto on a free loopback port, for one test. Ready when the constructor returns; ended by its
// own process id. The port stays the same over stop() and start(), so that a client can come back.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include "tests/support/eventually.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_pki.hpp"

extern char** environ;

namespace gatewarden::test {

// Free at the moment of asking: whoever binds it must be ready to ask again.
inline std::uint16_t free_loopback_port() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    close(fd);
    throw std::runtime_error("no free loopback port");
  }
  close(fd);
  return ntohs(address.sin_port);
}

inline bool accepts_connections(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool ok = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return ok;
}

struct BrokerSetup {
  const TestPki* tls = nullptr;     // a TLS listener with the certificate `server`; must outlive the broker
  std::string server = "server";    // name of the leaf in the TestPki
  bool client_certificate = false;  // required, and its CN becomes the user
  std::string acl{};                // text of an ACL file; empty: everything is allowed
  std::map<std::string, std::string> users{};  // name -> password; empty: anonymous
  std::string extra{};                         // more lines of mosquitto.conf
};

class MosquittoBroker {
 public:
  explicit MosquittoBroker(BrokerSetup setup = {}) : setup_(std::move(setup)) {
    for (int attempt = 0; attempt < 20; ++attempt) {
      port_ = free_loopback_port();
      if (launch()) return;
    }
    throw std::runtime_error("mosquitto does not start: " + log());
  }
  ~MosquittoBroker() { stop(); }
  MosquittoBroker(const MosquittoBroker&) = delete;
  MosquittoBroker& operator=(const MosquittoBroker&) = delete;

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return pid_; }
  std::string log() const {
    std::ifstream file(folder_ / "broker.log");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  // Kills it at once, as a power cut would.
  void stop() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  void start() {
    if (eventually([this] { return launch(); })) return;  // the port's last user may still be closing
    throw std::runtime_error("mosquitto does not come back: " + log());
  }
  // Before start(): another ACL file.
  void allow(std::string acl) { setup_.acl = std::move(acl); }
  void freeze() { kill(pid_, SIGSTOP); }
  void thaw() { kill(pid_, SIGCONT); }

 private:
  void write_configuration() {
    std::string text = "listener " + std::to_string(port_) + " 127.0.0.1\nuser root\npersistence false\n" +
                       "log_type error\nlog_type warning\nlog_type notice\n" + setup_.extra + "\n";
    if (setup_.tls) {
      text += "cafile " + setup_.tls->ca() + "\ncertfile " + setup_.tls->certificate(setup_.server) +
              "\nkeyfile " + setup_.tls->key(setup_.server) + "\n";
      if (setup_.client_certificate) text += "require_certificate true\nuse_identity_as_username true\n";
    }
    if (!setup_.acl.empty()) text += "acl_file " + folder_.write("acl", setup_.acl) + "\n";
    if (setup_.users.empty()) {
      text += "allow_anonymous true\n";
    } else {
      const std::string file = folder_.write("users", "");
      for (const auto& [name, password] : setup_.users) {
        const std::string command =
            "mosquitto_passwd -b " + file + " " + name + " " + password + " 2>/dev/null";
        if (std::system(command.c_str()) != 0) throw std::runtime_error("mosquitto_passwd failed");
      }
      text += "allow_anonymous false\npassword_file " + file + "\n";
    }
    folder_.write("mosquitto.conf", text);
  }

  // False when it ended before it was ready: the port was taken meanwhile.
  bool launch() {
    write_configuration();
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    const std::string log_file = folder_ / "broker.log";
    posix_spawn_file_actions_addopen(&files, 1, log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);  // a copy of a test's socket would keep it open
    std::string program = "mosquitto", option = "-c", file = folder_ / "mosquitto.conf";
    char* arguments[] = {program.data(), option.data(), file.data(), nullptr};
    std::string sbin = "/usr/sbin/mosquitto";
    const char* executable = access(sbin.c_str(), X_OK) == 0 ? sbin.c_str() : program.c_str();
    const int failed = posix_spawnp(&pid_, executable, &files, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed) throw std::runtime_error("mosquitto is not installed");
    bool ended = false;
    const bool settled = eventually(
        [&] { return (ended = waitpid(pid_, nullptr, WNOHANG) == pid_) || accepts_connections(port_); },
        std::chrono::seconds(10));
    if (ended) pid_ = -1;
    if (!settled) stop();
    return settled && !ended;
  }

  BrokerSetup setup_;
  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace gatewarden::test
