// A scripted Greengrass nucleus on a Unix socket, classic or lite, for a component that publishes and
// subscribes. tests/system/greengrass_official_client compares it with the official client.
//
//   classic  spools while offline; answers a subscription once it is in force (that it is a ServiceError
//            while offline is assumed: nobody saw it); 128 kB a publish
//   lite     refuses publishes and subscriptions while offline; 10 publishes and 15,000 bytes in flight; hangs up on a frame of
//            10,000 bytes and on a wrong token; answers a subscription before it is in force; its answers have less
//            than 10,000 bytes, too (that a longer one is a ServiceError is assumed)
#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/greengrass/nucleus.hpp"

namespace gatewarden::test {

class FakeNucleus {
 public:
  struct Setup {
    greengrass::Nucleus personality{};
    std::string socket{};
    std::string token = "AAAAAAAAAAAAAAAA";
    // Topics and filters of the component's accessControl; `*`: any characters.
    std::vector<std::string> allowed{"*"};
    Duration latency{};                                          // until the service acknowledges a publish
    Duration subscription_gap = std::chrono::milliseconds(500);  // lite
    nlohmann::json configuration = nlohmann::json::object();     // the component's
  };
  struct Published {
    std::string topic, payload;
    int qos = 0;
  };
  struct Count {
    unsigned connections = 0, refused_tokens = 0, requests = 0, service_errors = 0, pongs = 0;
    unsigned broken_rules = 0;  // of the protocol, by the client
    unsigned configuration_reads = 0;
  };

  FakeNucleus(boost::asio::io_context& io, Clock& clock, Setup setup);
  ~FakeNucleus();
  FakeNucleus(const FakeNucleus&) = delete;
  FakeNucleus& operator=(const FakeNucleus&) = delete;

  // The script.
  void go_offline();
  void come_online();
  void stop();                    // crashes: connections end, the socket is gone
  void start(std::string token);  // restarts: earlier tokens are invalid
  void deliver(const std::string& topic, const std::string& payload);  // from the service
  void ping();
  void end_subscriptions();
  // The connection to the service begins anew, with no subscription and no word to anybody: lite's unit for it
  // restarts alone, as systemd does it.
  void restart_iotcored();
  void send_raw(std::string_view bytes);
  // A deployment: the component is told of each key that is another now.
  void configure(nlohmann::json configuration);

  // After each answer to GetConfiguration.
  std::function<void()> configuration_read;
  // The service for what arrives; it may deliver().
  std::function<void(const Published&)> service;

  const Count& count() const { return count_; }
  const std::vector<Published>& reached_service() const { return reached_service_; }
  std::size_t in_flight() const { return in_flight_.size(); }
  std::size_t spooled() const { return spool_.size(); }
  std::size_t open_connections() const { return peers_.size(); }
  std::size_t open_streams() const;

 private:
  class Peer;
  struct InFlight {
    SteadyTime due;
    Published published;
  };
  bool lite() const { return setup_.personality == greengrass::Nucleus::lite; }
  bool allows(const std::string& topic) const;
  void listen();
  void accept();
  void forget(Peer& peer);
  // Empty: taken; otherwise the text of a ServiceError.
  std::string take(Published published);
  void send(Published published);
  void acknowledge();

  boost::asio::io_context& io_;
  Clock& clock_;
  Setup setup_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  std::vector<std::shared_ptr<Peer>> peers_;
  std::unique_ptr<Timer> acknowledgements_;
  bool online_ = true;
  std::deque<Published> spool_;
  std::deque<InFlight> in_flight_;
  std::size_t bytes_in_flight_ = 0;
  std::vector<Published> reached_service_;
  Count count_;
};

}  // namespace gatewarden::test
