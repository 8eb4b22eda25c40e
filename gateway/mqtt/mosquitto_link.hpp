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

#include "gateway/base/text/host_port.hpp"
#include "gateway/mqtt/mosquitto_library.hpp"
#include "gateway/mqtt/name_lookup.hpp"
#include "gateway/mqtt/packet_tickets.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/mqtt/socket_watch.hpp"

namespace gatewarden::mqtt {

class MosquittoLink : public std::enable_shared_from_this<MosquittoLink> {
 public:
  MosquittoLink(boost::asio::io_context& io, const Target& target);

  void connect(Callbacks callbacks);
  void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos, bool retain);
  void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos);
  void unsubscribe(const std::vector<std::string>& filters);
  void close();
  void abandon();  // no callback afterwards

 private:
  enum class Stage { idle, connecting, greeting, up, over };

  MosquittoLibrary::Events library_events();
  void try_next_address();
  void adopt_socket();
  void wait_writable();
  void on_readable();
  void on_writable();
  void after_library(int result);
  void tick();
  void later(std::function<void()> what);
  void fail(std::string why, std::optional<std::uint8_t> reason = std::nullopt);
  void release();
  void complete(int packet, std::uint8_t reason);
  std::string explain(int result) const;
  std::string endpoint() const { return host_and_port(target_.host, target_.port); }

  boost::asio::io_context& io_;
  const Target target_;
  Callbacks callbacks_;
  Stage stage_ = Stage::idle;
  NameLookup lookup_;
  std::vector<std::string> addresses_;
  std::size_t next_address_ = 0;
  std::string last_failure_;  // of the previous address
  std::unique_ptr<MosquittoLibrary> library_;
  SocketWatch watch_;
  boost::asio::steady_timer deadline_, pulse_;
  PacketTickets tickets_;
};

}  // namespace gatewarden::mqtt
