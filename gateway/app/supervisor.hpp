// What the operating system asks of a running gateway, on its loop: SIGTERM and SIGINT stop it in order,
// SIGHUP reads the fleet file again. systemd is told when it is ready, reloading and stopping, if it listens.
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
    std::function<Result<void>()> reload;  // the error says, line by line, what is wrong with the fleet file
    std::function<void(std::function<void()> done)> stop;
  };
  Supervisor(boost::asio::io_context& io, Gateway gateway);
  void start();
  // Stops the gateway because it cannot go on; `why` is said once.
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
