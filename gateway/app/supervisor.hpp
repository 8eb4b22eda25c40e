// Signals to a running gateway, on its loop: SIGTERM and SIGINT stop it in order, SIGHUP reloads the fleet file.
// One reload at a time: however often SIGHUP comes during one, the file is read once more after it.
// Tells systemd, if it listens: ready, reloading, stopping.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <string>

#include "gateway/base/result.hpp"

namespace gatewarden::app {

class Supervisor {
 public:
  struct Gateway {
    // Calls `done` once, at once or later; the error has a line per problem of the fleet file.
    std::function<void(std::function<void(const Result<void>&)> done)> reload;
    std::function<void(std::function<void()> done)> stop;
  };
  Supervisor(boost::asio::io_context& io, Gateway gateway);
  void start();
  // Stops a gateway that cannot go on; logs `why` once.
  void give_up(const std::string& why);
  const std::string& gave_up() const { return gave_up_; }  // why; empty: it did not

 private:
  void wait();
  void reload();
  void reloaded(const Result<void>& done);
  void stop();

  Gateway gateway_;
  boost::asio::signal_set signals_;
  bool reloading_ = false;
  bool again_ = false;  // SIGHUP came meanwhile
  std::string gave_up_;
};

}  // namespace gatewarden::app
