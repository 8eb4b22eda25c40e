// Signals to a running gateway, on its loop: SIGTERM and SIGINT stop it in order, SIGHUP reloads the fleet file.
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
    std::function<Result<void>()> reload;  // the error has a line per problem of the fleet file
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
  void stop();

  Gateway gateway_;
  boost::asio::signal_set signals_;
  std::string gave_up_;
};

}  // namespace gatewarden::app
