// How a MosquittoLink comes to be connected, and what libmosquitto calls back.
#include <mqtt_protocol.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "gateway/mqtt/mosquitto_link.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/mqtt/target_secrets.hpp"

namespace gatewarden::mqtt {

// libmosquitto is C: what it calls restores errno, which tells its caller whether the socket is drained.
struct MosquittoLink::Hooks {
  static MosquittoLink& link(void* self) { return *static_cast<MosquittoLink*>(self); }
  static void connected(mosquitto*, void* self, int code, int, const mosquitto_property* properties) {
    link(self).on_connected(code, properties);
  }
  static void disconnected(mosquitto*, void* self, int code, const mosquitto_property*) {
    // Packets carry codes from 0x80; below are the library's own, which its caller gets as well.
    if (code >= 0x80) {
      const auto reason = static_cast<std::uint8_t>(code);
      link(self).fail("the broker hung up: " + describe(reason), reason);
    }
  }
  static void message(mosquitto*, void* self, const mosquitto_message* m) {
    MosquittoLink& l = link(self);
    if (l.stage_ != Stage::up || !l.callbacks_.message) return;
    const int kept = errno;
    l.callbacks_.message({m->topic,
                          {static_cast<const char*>(m->payload), static_cast<std::size_t>(m->payloadlen)},
                          m->retain});
    errno = kept;
  }
  static void published(mosquitto*, void* self, int mid, int code, const mosquitto_property*) {
    MosquittoLink& l = link(self);
    const int kept = errno;
    if (l.inside_call_) {
      l.early_.emplace_back(mid, static_cast<std::uint8_t>(code));
    } else {
      l.complete(mid, static_cast<std::uint8_t>(code));
    }
    errno = kept;
  }
  static void subscribed(mosquitto*, void* self, int mid, int count, const int* codes,
                         const mosquitto_property*) {
    MosquittoLink& l = link(self);
    const auto found = l.subscribing_.find(mid);
    if (l.stage_ != Stage::up || found == l.subscribing_.end()) return;
    const Ticket ticket = found->second;
    l.subscribing_.erase(found);
    const int kept = errno;
    if (l.callbacks_.subscribed)
      l.callbacks_.subscribed(ticket, std::vector<std::uint8_t>(codes, codes + count));
    errno = kept;
  }
  static void logged(mosquitto*, void* self, int level, const char* text) {
    if (level == MOSQ_LOG_ERR && link(self).last_error_.empty()) link(self).last_error_ = text;
  }
};

MosquittoLink::MosquittoLink(boost::asio::io_context& io, const Target& target)
    : io_(io), target_(target), lookup_(io), socket_(io), outlet_(io), deadline_(io), pulse_(io) {}

MosquittoLink::~MosquittoLink() {
  if (library_) mosquitto_destroy(library_);
}

void MosquittoLink::connect(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  stage_ = Stage::connecting;
  if (Result<void> prepared = prepare(); !prepared) {
    return later([this, why = prepared.error()] { fail(why); });
  }
  deadline_.expires_after(target_.connect_timeout);
  deadline_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto link = weak.lock();
    if (error || !link || link->stage_ == Stage::up) return;
    const auto limit =
        std::chrono::duration_cast<std::chrono::milliseconds>(link->target_.connect_timeout).count();
    link->fail("no connection to " + link->endpoint() + " within " + std::to_string(limit) +
               " ms (name look-up, TCP, TLS and CONNACK together)");
  });
  lookup_.start(target_.host, target_.port, [weak = weak_from_this()](auto found, const std::string& why) {
    const auto link = weak.lock();
    if (!link || link->stage_ == Stage::over) return;
    if (found.empty()) return link->fail("the name " + link->target_.host + " cannot be looked up: " + why);
    link->addresses_ = std::move(found);
    link->try_next_address();
  });
}

Result<void> MosquittoLink::prepare() {
  if (target_.proxy) return Error{endpoint() + " cannot be reached through a proxy: libmosquitto knows none"};
  if (auto read = read_secrets(target_); !read) return read;
  library_ = mosquitto_new(target_.client_id.empty() ? nullptr : target_.client_id.c_str(), true, this);
  if (!library_) return Error{"the client id '" + target_.client_id + "' cannot be used"};
  const bool v5 = target_.version == Version::v5;
  mosquitto_int_option(library_, MOSQ_OPT_PROTOCOL_VERSION, v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
  mosquitto_int_option(library_, MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_int_option(library_, MOSQ_OPT_SEND_MAXIMUM, target_.max_in_flight);
  if (!target_.username.empty()) {
    const char* password = target_.password.empty() ? nullptr : target_.password.c_str();
    if (mosquitto_username_pw_set(library_, target_.username.c_str(), password) != MOSQ_ERR_SUCCESS) {
      return Error{"the user name for " + endpoint() + " is not valid UTF-8"};
    }
  }
  if (target_.tls) {
    auto context = TlsContext::make(*target_.tls, target_.host);
    if (!context) return Error{context.error()};
    tls_ = std::move(*context);
    mosquitto_int_option(library_, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0);
    mosquitto_void_option(library_, MOSQ_OPT_SSL_CTX, tls_->native());
  }
  mosquitto_connect_v5_callback_set(library_, &Hooks::connected);
  mosquitto_disconnect_v5_callback_set(library_, &Hooks::disconnected);
  mosquitto_message_callback_set(library_, &Hooks::message);
  mosquitto_publish_v5_callback_set(library_, &Hooks::published);
  mosquitto_subscribe_v5_callback_set(library_, &Hooks::subscribed);
  mosquitto_log_callback_set(library_, &Hooks::logged);
  return {};
}

// libmosquitto takes the first address of a name whether it answers or not, so it gets them one by one.
void MosquittoLink::try_next_address() {
  while (next_address_ < addresses_.size()) {
    const std::string& address = addresses_[next_address_++];
    const int keep_alive = std::clamp(static_cast<int>(target_.keep_alive.count()), 5, 65535);
    errno = 0;
    const int result = mosquitto_connect_async(library_, address.c_str(), target_.port, keep_alive);
    if (result == MOSQ_ERR_SUCCESS && mosquitto_socket(library_) >= 0) return adopt_socket();
    // On loopback the whole TLS greeting may be over before the library returns.
    if (tls_ && !tls_->refusal().empty()) return fail(explain(result));
    last_failure_ = address + ": " + (errno ? std::strerror(errno) : mosquitto_strerror(result));
  }
  fail("no connection to " + endpoint() + " (" + last_failure_ + ")");
}

void MosquittoLink::adopt_socket() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  outlet_.close(ignored);
  reading_ = false;
  socket_.assign(dup(mosquitto_socket(library_)), ignored);
  if (ignored) return fail("out of file descriptors: " + ignored.message());
  stage_ = Stage::connecting;
  wait_writable();  // a TCP connection that is made, or refused, makes the socket writable
}

void MosquittoLink::on_connected(int code, const mosquitto_property* properties) {
  if (stage_ == Stage::over) return;
  if (code != 0) {
    const std::uint8_t reason =
        target_.version == Version::v5 ? static_cast<std::uint8_t>(code) : from_v311(code);
    return fail("the broker " + endpoint() + " refused the connection: " + describe(reason), reason);
  }
  ConnAck ack;
  std::uint16_t two = 0;
  std::uint32_t four = 0;
  std::uint8_t one = 0;
  if (mosquitto_property_read_int16(properties, MQTT_PROP_RECEIVE_MAXIMUM, &two, false))
    ack.receive_maximum = two;
  if (mosquitto_property_read_int32(properties, MQTT_PROP_MAXIMUM_PACKET_SIZE, &four, false)) {
    ack.maximum_packet_size = four;
  }
  if (mosquitto_property_read_byte(properties, MQTT_PROP_MAXIMUM_QOS, &one, false)) ack.maximum_qos = one;
  if (mosquitto_property_read_int16(properties, MQTT_PROP_SERVER_KEEP_ALIVE, &two, false))
    ack.server_keep_alive = two;
  stage_ = Stage::up;
  deadline_.cancel();
  if (callbacks_.connected) callbacks_.connected(ack);
}

}  // namespace gatewarden::mqtt
