// One client of the control socket. The client, a deadline or the server ends it.
#pragma once

#include <array>
#include <boost/asio/local/stream_protocol.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/status/pieces.hpp"
#include "gateway/status/serve/control_answer.hpp"

namespace gatewarden::status {

class ControlConnection : public std::enable_shared_from_this<ControlConnection> {
 public:
  using Socket = boost::asio::local::stream_protocol::socket;
  using Gone = std::function<void(const std::shared_ptr<ControlConnection>&)>;

  static constexpr std::size_t kMaxRequestBytes = 4096;
  static constexpr Duration kMaxIdle = std::chrono::seconds(30);  // between two requests
  // For the gateway to carry out an order: a slow disk, or a reload of a minute after another one.
  static constexpr Duration kMaxOrderTime = std::chrono::seconds(130);
  static constexpr Duration kMaxPieceTime = std::chrono::seconds(10);  // for the client to take a piece
  static constexpr Duration kMaxAnswerTime = std::chrono::seconds(60);
  static constexpr Duration kMaxStill = std::chrono::seconds(2);  // then a reader counts as idle

  // Calls `gone` at its end, unless close() ended it.
  ControlConnection(Socket socket, Clock& clock, ControlAnswerer& answerer, Gone gone);

  void start();
  // Sends the reason, then ends.
  void refuse(const std::string& document);
  void end();
  void close();
  // Since when the client asks nothing, or takes nothing of its answer (kMaxStill). Who waits for an order to be carried
  // out is served: the deadline of the order ends it.
  std::optional<SteadyTime> idle_since(SteadyTime now) const;
  bool reads(const GatewaySnapshot* snapshot) const { return of_.lock().get() == snapshot; }

 private:
  void make_deadline();
  void serve();
  void read();
  void say(ControlAnswer answer);
  void write();

  Socket socket_;
  Clock& clock_;
  ControlAnswerer& answerer_;
  Gone gone_;
  std::unique_ptr<Timer> deadline_;
  std::array<char, kMaxRequestBytes> request_{};
  std::size_t used_ = 0;
  Pieces pieces_;
  std::weak_ptr<const GatewaySnapshot> of_;  // what they are read from
  SteadyTime request_until_{}, answer_until_{};
  std::optional<SteadyTime> moved_;  // a byte; nothing: a request is being carried out
  std::string piece_;
  bool last_ = false;  // the current answer ends the connection
  bool closed_ = false;
};

}  // namespace gatewarden::status
