// The state of a MosquittoSession. The running handler keeps it alive: a callback may destroy the
// session from inside libmosquitto.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/mqtt/connection/broker_dial.hpp"
#include "gateway/mqtt/connection/guarded_intake.hpp"
#include "gateway/mqtt/connection/wake_up.hpp"
#include "gateway/mqtt/keep_alive_turns.hpp"
#include "gateway/mqtt/message_gate.hpp"
#include "gateway/mqtt/mosquitto_library.hpp"
#include "gateway/mqtt/packet_tickets.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

class MosquittoLink : public std::enable_shared_from_this<MosquittoLink> {
 public:
  MosquittoLink(boost::asio::io_context& io, const Target& target,
                std::shared_ptr<Surroundings> surroundings);

  void connect(Callbacks callbacks);
  void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos, bool retain);
  void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos);
  void unsubscribe(const std::vector<std::string>& filters);
  void pause() {
    gate_.shut();
    keep_alive_.paused();
  }
  void resume() {
    gate_.open();
    if (stage_ == Stage::up) later([this] { carry_in(); });
  }
  void close();
  void abandon();  // no callback afterwards

 private:
  enum class Stage { idle, connecting, up, over };

  MosquittoLibrary::Events library_events();
  void opened(std::shared_ptr<BrokerConnection> connection);
  void greeted(const ConnAck& ack);
  void carry_in();
  int read_packets(const WakeUp& wake_up);
  void carry_out();
  void carry_out_soon();
  bool ended(int result);
  void look_after_every(std::chrono::milliseconds period);
  int look_after() {
    const auto turn = keep_alive_.next(gate_.passes());
    if (turn == KeepAliveTurns::Turn::ping) intake_.ping(*connection_);
    return turn == KeepAliveTurns::Turn::judge ? library_->look_after() : MOSQ_ERR_SUCCESS;
  }
  void later(std::function<void()> what);
  void fail(std::string why, std::optional<std::uint8_t> reason = std::nullopt);
  void release();
  void complete(int packet, std::uint8_t reason);
  std::string lost(const std::string& why) const;

  boost::asio::io_context& io_;
  Target target_;  // secrets are read at connect
  Callbacks callbacks_;
  Stage stage_ = Stage::idle;
  const std::shared_ptr<Surroundings> surroundings_;
  std::shared_ptr<BrokerDial> dial_;
  std::shared_ptr<BrokerConnection> connection_;
  std::unique_ptr<MosquittoLibrary> library_;
  GuardedIntake intake_;
  MessageGate gate_{[this](const Message& message) {
    if (stage_ == Stage::up && callbacks_.message) callbacks_.message(message);
  }};
  bool carrying_ = false;  // carry_out() is under way
  boost::asio::steady_timer pulse_;
  KeepAliveTurns keep_alive_;
  PacketTickets tickets_;
};

}  // namespace gatewarden::mqtt
