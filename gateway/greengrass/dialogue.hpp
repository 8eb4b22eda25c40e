// The state of one session with the nucleus: handshake, then a stream for each publish and each subscribed
// filter. Kept alive by the handler that is running, so that a callback may destroy the session.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/greengrass/greengrass_session.hpp"
#include "gateway/greengrass/ipc_socket.hpp"
#include "gateway/greengrass/operations.hpp"
#include "gateway/greengrass/send_window.hpp"
#include "gateway/greengrass/token_watch.hpp"

namespace gatewarden::greengrass {

// What all sessions of a factory share.
struct Component {
  Component(boost::asio::io_context& loop, Clock& time, Settings wanted, TokenRefused refused)
      : io(loop), clock(time), settings(std::move(wanted)), token_refused(std::move(refused)) {}

  boost::asio::io_context& io;
  Clock& clock;
  const Settings settings;
  const TokenRefused token_refused;
  TokenWatch token;
};

class Dialogue : public std::enable_shared_from_this<Dialogue> {
 public:
  Dialogue(std::shared_ptr<Component> component, Duration patience);

  void connect(mqtt::Callbacks callbacks);
  void publish(mqtt::Ticket ticket, std::string_view topic, std::string_view payload, int qos);
  void subscribe(mqtt::Ticket ticket, const std::vector<std::string>& filters, int qos);
  void unsubscribe(const std::vector<std::string>& filters);
  void close();
  void abandon();  // no callback afterwards

 private:
  struct Request {  // a publish that waits for room in the nucleus' window
    mqtt::Ticket ticket;
    std::string text;
    std::size_t weight;
  };
  struct Stream {
    mqtt::Ticket ticket = 0;
    std::size_t weight = 0;  // of a publish
    std::string filter{};    // of a subscription; empty: a publish
    std::size_t index = 0;   // of the filter in its subscription
    std::uint8_t qos = 0;    // of a subscription
    bool granted = false;    // a subscription that stands
  };
  using Streams = std::map<std::int32_t, Stream>;
  struct Asked {  // a subscription whose filters are not all answered
    std::vector<std::uint8_t> codes;
    std::size_t left;
  };
  struct Settling {  // granted, but not in force yet
    SteadyTime due;
    mqtt::Ticket ticket;
    std::vector<std::uint8_t> codes;
  };

  // Connecting.
  void greet();
  void greeted(const Frame& ack);
  void ended(IpcSocket::End how, const std::string& why);
  // Streams.
  void heard(const Frame& frame);
  void heard_on_stream(const Frame& frame);
  void publish_answered(Streams::iterator stream, const Frame& frame);
  void filter_answered(Streams::iterator stream, const Frame& frame);
  void happened(const Stream& stream, const Frame& frame);
  std::int32_t open_stream(std::string_view operation, std::string_view model, std::string_view text);
  void close_stream(std::int32_t id);
  // Waiting.
  void send_waiting();
  void tell_settled();
  // Ending and telling.
  void complete(mqtt::Ticket ticket, std::uint8_t reason, std::string_view why);
  void refuse_later(mqtt::Ticket ticket, std::uint8_t reason, std::string why);
  void later(std::function<void()> what);
  void finish(const std::string& why, std::optional<std::uint8_t> reason = std::nullopt);
  void release();

  const std::shared_ptr<Component> component_;
  const Rules& rules_;
  const Duration patience_;  // for the handshake
  mqtt::Callbacks callbacks_;
  std::shared_ptr<IpcSocket> socket_;
  std::unique_ptr<Timer> deadline_, room_, settled_;
  bool up_ = false, over_ = false;
  std::int32_t last_stream_ = 0;
  Streams streams_;
  SendWindow window_;
  std::deque<Request> waiting_;
  std::set<mqtt::Ticket> open_;  // publishes not completed
  std::map<mqtt::Ticket, Asked> asked_;
  std::deque<Settling> settling_;  // in order
};

}  // namespace gatewarden::greengrass
