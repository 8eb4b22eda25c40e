#include "gateway/mqtt/paho_client.hpp"

#include <MQTTAsync.h>
#include <mqtt/async_client.h>

#include <algorithm>

#include "gateway/mqtt/reasons.hpp"

namespace gatewarden::mqtt {
namespace {

using Kind = PahoEvent::Kind;

std::uint8_t octet(int code) { return static_cast<std::uint8_t>(code); }

// Paho makes its own state with its first client and frees it with its last, while a thread of its own may still be at
// work: 124,800 bytes for its log are then made again and lost, at some reconnections. One client that never connects
// stays for as long as the process, so that none is the last.
void keep_library() {
  [[maybe_unused]] static const MQTTAsync kKept = [] {
    MQTTAsync client = nullptr;
    MQTTAsync_create(&client, "tcp://127.0.0.1:1", "kept", MQTTCLIENT_PERSISTENCE_NONE, nullptr);
    return client;
  }();
}

}  // namespace

class PahoClient::Listener final : public ::mqtt::iaction_listener {
 public:
  Listener(const Target& target, std::shared_ptr<PahoInbox> inbox)
      : client_id_(target.client_id), v5_(target.version == Version::v5), inbox_(std::move(inbox)) {
    options_.set_mqtt_version(v5_ ? MQTTVERSION_5 : MQTTVERSION_3_1_1);
    if (v5_) {
      // No properties: Paho 1.3.12 keeps its copy of them when it is destroyed, 470 bytes a connection. What is too
      // long the guard cuts, announced or not.
      options_.set_clean_start(true);
    } else {
      options_.set_clean_session(true);
    }
    options_.set_keep_alive_interval(target.keep_alive);
    options_.set_connect_timeout(
        std::max(std::chrono::seconds(1), std::chrono::ceil<std::chrono::seconds>(target.connect_timeout)));
    options_.set_max_inflight(target.max_in_flight);
    if (!target.username.empty()) options_.set_user_name(target.username);
    if (!target.password.empty()) options_.set_password(shared(target.password));
  }

  void start(std::uint16_t port) {
    keep_library();
    try {
      // One argument: with two, Paho switches its offline buffer on.
      client_ = std::make_unique<::mqtt::async_client>(
          "tcp://127.0.0.1:" + std::to_string(port), client_id_,
          ::mqtt::create_options(v5_ ? MQTTVERSION_5 : MQTTVERSION_3_1_1));
      client_->set_connection_lost_handler([this](const std::string& cause) { end(cause); });
      client_->set_disconnected_handler([this](const ::mqtt::properties&, ::mqtt::ReasonCode code) {
        end("the broker hung up: " + describe(octet(code)), octet(code));
      });
      client_->set_message_callback([this](const ::mqtt::const_message_ptr& m) {
        PahoEvent event{.kind = Kind::message, .text = m->get_topic(), .payload = m->get_payload()};
        event.retained = m->is_retained();
        inbox_->put(std::move(event));
      });
      client_->connect(options_, nullptr, *this);
    } catch (const std::exception& error) {
      end(error.what());
    }
  }
  void disconnect() {
    try {
      client_->disconnect(kDisconnectMilliseconds, nullptr, *this);
    } catch (const std::exception&) {
      end("closed");
    }
  }

  void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos, bool retain) {
    try {
      client_->publish(std::string(topic), payload.data(), payload.size(), qos, retain, context(ticket),
                       *this);
    } catch (const std::exception& error) {
      inbox_->put({.kind = Kind::published, .ticket = ticket, .reason = kLinkEnded, .text = error.what()});
    }
  }
  void unsubscribe(const std::vector<std::string>& filters) {
    try {
      client_->unsubscribe(::mqtt::string_collection::create(filters));
    } catch (const std::exception&) {
      // The link ended, and the subscriptions with it.
    }
  }
  void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) {
    try {
      client_->subscribe(::mqtt::string_collection::create(filters),
                         ::mqtt::iasync_client::qos_collection(filters.size(), qos), context(ticket), *this);
    } catch (const std::exception&) {
      inbox_->put({.kind = Kind::subscribed, .ticket = ticket, .reason = kUnspecifiedError});
    }
  }

 private:
  // Paho's options share it and copy nothing, so the last of them wipes it.
  static ::mqtt::binary_ref shared(const Secret& password) {
    const auto held = std::make_shared<const Secret>(password);
    return ::mqtt::binary_ref(std::shared_ptr<const std::string>(held, &held->text()));
  }
  static void* context(Ticket ticket) { return reinterpret_cast<void*>(static_cast<std::uintptr_t>(ticket)); }
  static Ticket ticket_of(const ::mqtt::token& token) {
    return static_cast<Ticket>(reinterpret_cast<std::uintptr_t>(token.get_user_context()));
  }

  void end(std::string why, std::optional<std::uint8_t> reason = std::nullopt) {
    inbox_->put({.kind = Kind::ended, .reason = reason, .text = std::move(why)});
  }

  // An exception from here would end the process: a thread of the C library calls.
  void on_success(const ::mqtt::token& token) override {
    try {
      succeeded(token);
    } catch (const std::exception& error) {
      end(error.what());
    }
  }
  void succeeded(const ::mqtt::token& token) {
    switch (token.get_type()) {
      case ::mqtt::token::CONNECT:
        return connected(token);
      case ::mqtt::token::DISCONNECT:
        return end("closed");
      case ::mqtt::token::PUBLISH:
        return inbox_->put(
            {.kind = Kind::published, .ticket = ticket_of(token), .reason = octet(token.get_reason_code())});
      case ::mqtt::token::SUBSCRIBE:
        return answered(token);
      default:
        return;
    }
  }
  // The library counts a list of codes as a success whatever they are, and throws at who asks for them if the first
  // one is a refusal (MQTT 5). Then all its filters are refused: that code is all it tells.
  void answered(const ::mqtt::token& token) {
    PahoEvent event{.kind = Kind::subscribed, .ticket = ticket_of(token), .reason = refusal(token)};
    if (!event.reason) {
      const ::mqtt::subscribe_response response =
          token.get_subscribe_response();  // outlives the loop over it
      for (const auto code : response.get_reason_codes()) event.granted.push_back(octet(code));
    }
    inbox_->put(std::move(event));
  }
  void connected(const ::mqtt::token& token) {
    using P = ::mqtt::property;
    PahoEvent event{.kind = Kind::connected};
    const ::mqtt::connect_response response = token.get_connect_response();
    const ::mqtt::properties& p = response.get_properties();
    if (p.contains(P::RECEIVE_MAXIMUM))
      event.ack.receive_maximum = ::mqtt::get<std::uint16_t>(p, P::RECEIVE_MAXIMUM);
    if (p.contains(P::MAXIMUM_PACKET_SIZE)) {
      event.ack.maximum_packet_size = ::mqtt::get<std::uint32_t>(p, P::MAXIMUM_PACKET_SIZE);
    }
    if (p.contains(P::MAXIMUM_QOS)) event.ack.maximum_qos = ::mqtt::get<std::uint8_t>(p, P::MAXIMUM_QOS);
    if (p.contains(P::SERVER_KEEP_ALIVE)) {
      event.ack.server_keep_alive = ::mqtt::get<std::uint16_t>(p, P::SERVER_KEEP_ALIVE);
    }
    inbox_->put(std::move(event));
  }
  // The broker's reason code, if the broker answered (3.1.1 leaves 0xFF).
  static std::optional<std::uint8_t> refusal(const ::mqtt::token& token) {
    const int code = token.get_reason_code();
    return code >= 0x80 && code < 0xFF ? std::optional(octet(code)) : std::nullopt;
  }
  void on_failure(const ::mqtt::token& token) override {
    switch (token.get_type()) {
      case ::mqtt::token::CONNECT:
        return refused(token);
      case ::mqtt::token::DISCONNECT:
        return end("closed");
      case ::mqtt::token::PUBLISH:
        return inbox_->put({.kind = Kind::published,
                            .ticket = ticket_of(token),
                            .reason = refusal(token).value_or(kLinkEnded),
                            .text = refusal(token) ? "" : "the link ended"});
      case ::mqtt::token::SUBSCRIBE:
        // Negative codes are the library's: the link ended, nothing was refused.
        if (!refusal(token) && token.get_return_code() < 0) return;
        return inbox_->put({.kind = Kind::subscribed,
                            .ticket = ticket_of(token),
                            .reason = refusal(token).value_or(kUnspecifiedError)});
      default:
        return;
    }
  }
  static std::string own_words(int return_code) {
    const char* words = ::MQTTAsync_strerror(return_code);
    return "Paho's return code " + std::to_string(return_code) + (words ? ", " + std::string(words) : "");
  }
  // MQTT 5: a reason code, in either place; 3.1.1: a return code from 1 to 5. Others are the library's, which knows of
  // no network but our own process.
  void refused(const ::mqtt::token& token) {
    const int reason = token.get_reason_code(), return_code = token.get_return_code();
    int code = reason >= 0x80 && reason < 0xFF ? reason : return_code;
    if (!v5_ && code >= 1 && code <= 5) code = from_v311(code);
    if (code < 0x80 || code >= 0xFF)
      return inbox_->put({.kind = Kind::ended, .text = own_words(return_code), .vague = true});
    end("the broker refused the connection: " + describe(octet(code)), octet(code));
  }

  const std::string client_id_;
  const bool v5_;
  std::shared_ptr<PahoInbox> inbox_;
  ::mqtt::connect_options options_;
  std::unique_ptr<::mqtt::async_client> client_;  // last: its destructor still calls the listener
};

PahoClient::PahoClient(const Target& target, std::shared_ptr<PahoInbox> inbox)
    : listener_(std::make_unique<Listener>(target, std::move(inbox))) {}
PahoClient::~PahoClient() = default;
void PahoClient::start(std::uint16_t port) { listener_->start(port); }
void PahoClient::disconnect() { listener_->disconnect(); }
void PahoClient::publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos,
                         bool retain) {
  listener_->publish(ticket, topic, payload, qos, retain);
}
void PahoClient::unsubscribe(const std::vector<std::string>& filters) { listener_->unsubscribe(filters); }
void PahoClient::subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) {
  listener_->subscribe(ticket, filters, qos);
}

}  // namespace gatewarden::mqtt
