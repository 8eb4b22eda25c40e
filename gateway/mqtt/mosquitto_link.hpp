// The state of one MosquittoSession. Kept alive by the handler that is running, so that a callback may
// destroy the session while libmosquitto is still on the stack.
#pragma once

#include <mosquitto.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/mqtt/name_lookup.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gatewarden::mqtt {

class MosquittoLink : public std::enable_shared_from_this<MosquittoLink> {
 public:
  MosquittoLink(boost::asio::io_context& io, const Target& target);
  ~MosquittoLink();
  MosquittoLink(const MosquittoLink&) = delete;
  MosquittoLink& operator=(const MosquittoLink&) = delete;

  void connect(Callbacks callbacks);
  void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos, bool retain);
  void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos);
  void unsubscribe(const std::vector<std::string>& filters);
  void close();
  void abandon();  // no callback afterwards

 private:
  struct Hooks;  // what libmosquitto calls
  enum class Stage { idle, connecting, greeting, up, over };

  // Connecting.
  Result<void> prepare();
  void try_next_address();
  void adopt_socket();
  void on_connected(int code, const mosquitto_property* properties);
  // Driving.
  void wait_readable();
  void wait_writable();
  void on_readable();
  void on_writable();
  void after_library(int result);
  void tick();
  // Ending.
  void later(std::function<void()> what);
  void fail(std::string why, std::optional<std::uint8_t> reason = std::nullopt);
  void release();
  void complete(int mid, std::uint8_t reason);
  std::string explain(int result) const;
  std::string endpoint() const { return target_.host + ":" + std::to_string(target_.port); }

  boost::asio::io_context& io_;
  Target target_;  // its secrets are read when it connects
  Callbacks callbacks_;
  Stage stage_ = Stage::idle;
  NameLookup lookup_;
  std::vector<std::string> addresses_;
  std::size_t next_address_ = 0;
  std::unique_ptr<TlsContext> tls_;
  mosquitto* library_ = nullptr;
  boost::asio::posix::stream_descriptor socket_;  // a duplicate: libmosquitto closes its own when it likes
  // Open only while there is something to write. Once a descriptor has waited to be written, Asio wakes up
  // for its being writable again with every wait to read: twice per arrival.
  boost::asio::posix::stream_descriptor outlet_;
  boost::asio::steady_timer deadline_, pulse_;
  bool reading_ = false;                             // a wait is under way
  bool inside_call_ = false;                         // one of our own calls is on the stack
  std::vector<std::pair<int, std::uint8_t>> early_;  // completed by the library inside publish()
  std::map<int, Ticket> publishing_, subscribing_;   // by packet id
  std::set<Ticket> open_;                            // publishes not completed
  std::string last_error_;                           // the library's log
  std::string last_failure_;                         // why the address before this one failed
};

}  // namespace gatewarden::mqtt
