// Between a broker's connection and Paho's socket: what the broker sends goes through the guard, as long as the inbox
// has room for what Paho makes of it. On the loop. Peak memory: a head (connection/packet_guard.hpp), 16 KiB, and what
// the connection keeps unsent.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "gateway/mqtt/connection/broker_connection.hpp"
#include "gateway/mqtt/connection/guarded_intake.hpp"
#include "gateway/mqtt/local_door.hpp"
#include "gateway/mqtt/paho_inbox.hpp"

namespace gatewarden::mqtt {

class PahoRelay : public std::enable_shared_from_this<PahoRelay> {
 public:
  PahoRelay(boost::asio::io_context& io, const Target& target, std::shared_ptr<BrokerConnection> connection,
            std::shared_ptr<PahoInbox> inbox);

  // The port for Paho, which is let in once. `ended` comes once, not from inside: why the broker's side is over, when
  // all it sent before lies with Paho.
  Result<std::uint16_t> open(std::function<void(std::string why)> ended);
  std::string broker() const { return connection_->broker(); }
  const std::string& why() const { return why_; }  // as `ended` tells or will; empty: not ended
  void go_on();                                    // the inbox was emptied
  // What the broker ordered (MQTT 5, 3.2.2.3.14): Paho 1.3.12 keeps only what it asked for itself. From now on, PINGREQ
  // where Paho sends nothing; it takes their answers for its own.
  void keep_alive(std::chrono::seconds agreed);
  // Sends what Paho wrote last, then hangs up on both. No event afterwards.
  void close();

 private:
  void carry_in();
  void pass_on();
  void carry_out();
  void send(std::span<std::uint8_t> bytes);
  void end(const std::string& why);

  boost::asio::io_context& io_;
  std::shared_ptr<BrokerConnection> connection_;
  std::shared_ptr<PahoInbox> inbox_;
  std::shared_ptr<LocalDoor> door_;
  std::function<void(std::string)> ended_;
  std::string why_;
  boost::asio::ip::tcp::socket paho_;
  GuardedIntake intake_;
  boost::asio::steady_timer pulse_;
  bool quiet_ = true;                              // nothing was sent since the pulse
  bool passing_ = false;                           // a write to Paho is under way
  bool fetching_ = false;                          // a read from Paho is under way
  std::array<std::uint8_t, 16 * 1024> written_{};  // by Paho
};

}  // namespace gatewarden::mqtt
