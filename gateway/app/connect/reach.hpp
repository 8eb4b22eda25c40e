// The way to a broker up to TLS, tried with the classes that the gateway connects with: its name, every address of it,
// the proxy if there is one, TLS. No MQTT: nobody is disconnected by it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "gateway/app/connect/step.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/mqtt/connection/broker_connection.hpp"
#include "gateway/mqtt/connection/name_lookup.hpp"

namespace gatewarden::app {

class Reach {
 public:
  static constexpr std::size_t kMostAddresses = 8;

  // The target's secrets are read. `done`: whether one address is open; once, never from inside start(). Ends within twice
  // the target's connect_timeout: the look-up, then all addresses at once.
  Reach(boost::asio::io_context& io, Clock& clock, mqtt::Target target, mqtt::Hosts hosts, Tell tell,
        std::function<void(bool open)> done);
  ~Reach();
  void start();

 private:
  using Connection = mqtt::BrokerConnection;
  struct Trial {
    std::shared_ptr<Connection> connection;
    SteadyTime stood{};  // TCP
    std::string failure;
    bool over = false;
  };
  void looked_up(const mqtt::Addresses& found, const std::string& why);
  void opened(std::size_t index, const std::optional<Connection::Failure>& failure);
  void finish();
  void tell_of_tcp(bool any);
  void tell_of_tunnels();
  void tell_of_tls();
  bool any_reached(Connection::Step step) const;
  std::string who() const;

  boost::asio::io_context& io_;
  Clock& clock_;
  const mqtt::Target target_;
  Tell tell_;
  std::function<void(bool)> done_;
  mqtt::NameLookup lookup_;
  SteadyTime began_{};
  std::vector<Trial> trials_;
  std::unique_ptr<Timer> deadline_;
};

}  // namespace gatewarden::app
