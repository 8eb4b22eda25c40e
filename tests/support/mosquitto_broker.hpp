// A real mosquitto on a free loopback port, ready after the constructor. stop() and start() keep the port, so
// that clients can reconnect.
#pragma once

#include <csignal>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/support/child_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/loopback_port.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_pki.hpp"

namespace gatewarden::test {

struct BrokerSetup {
  const TestPki* tls = nullptr;                // TLS with the certificate `server`; must outlive the broker
  std::string server = "server";               // the leaf's name in the TestPki
  bool client_certificate = false;             // required; its CN is the user
  std::string acl{};                           // text of an ACL file; empty: all is allowed
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
  std::uint16_t port() const { return port_; }
  std::string log() const {
    std::ifstream file(folder_ / "broker.log");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  // Kills it, like a power cut.
  void stop() { broker_.end(); }
  void start() {
    if (eventually([this] { return launch(); })) return;  // its port may still be closing
    throw std::runtime_error("mosquitto does not come back: " + log());
  }
  // For the next start().
  void allow(std::string acl) { setup_.acl = std::move(acl); }
  void freeze() const { broker_.signal(SIGSTOP); }
  void thaw() const { broker_.signal(SIGCONT); }

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
        if (ChildProcess::program({"mosquitto_passwd", "-b", file, name, password}).wait() != 0)
          throw std::runtime_error("mosquitto_passwd failed");
      }
      text += "allow_anonymous false\npassword_file " + file + "\n";
    }
    folder_.write("mosquitto.conf", text);
  }

  bool launch() {
    write_configuration();
    broker_ = ChildProcess::program({"mosquitto", "-c", folder_ / "mosquitto.conf"},
                                    {.output = folder_ / "broker.log"});
    return serves(broker_, port_);
  }

  BrokerSetup setup_;
  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  ChildProcess broker_;
};

}  // namespace gatewarden::test
