#include "gateway/mqtt/mosquitto_library.hpp"

#include <mqtt_protocol.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>

#include "gateway/base/text/host_port.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/mqtt/target_secrets.hpp"

namespace gatewarden::mqtt {
namespace {

ConnAck announced(const mosquitto_property* properties) {
  ConnAck ack;
  std::uint16_t two = 0;
  std::uint32_t four = 0;
  std::uint8_t one = 0;
  if (mosquitto_property_read_int16(properties, MQTT_PROP_RECEIVE_MAXIMUM, &two, false))
    ack.receive_maximum = two;
  if (mosquitto_property_read_int32(properties, MQTT_PROP_MAXIMUM_PACKET_SIZE, &four, false))
    ack.maximum_packet_size = four;
  if (mosquitto_property_read_byte(properties, MQTT_PROP_MAXIMUM_QOS, &one, false)) ack.maximum_qos = one;
  if (mosquitto_property_read_int16(properties, MQTT_PROP_SERVER_KEEP_ALIVE, &two, false))
    ack.server_keep_alive = two;
  return ack;
}

std::string endpoint_of(const Target& target) { return host_and_port(target.host, target.port); }

std::vector<char*> as_list(const std::vector<std::string>& filters) {
  std::vector<char*> list;
  for (const std::string& filter : filters) list.push_back(const_cast<char*>(filter.c_str()));
  return list;
}

}  // namespace

struct MosquittoLibrary::Hooks {
  template <class Call>
  static void keeping_errno(void* self, Call call) {
    const int kept = errno;
    call(*static_cast<MosquittoLibrary*>(self));
    errno = kept;
  }
  static void connected(mosquitto*, void* self, int code, int, const mosquitto_property* properties) {
    keeping_errno(self, [&](MosquittoLibrary& library) {
      if (code == 0) return library.events_.connected(announced(properties));
      library.events_.refused(library.v5_ ? static_cast<std::uint8_t>(code) : from_v311(code));
    });
  }
  static void disconnected(mosquitto*, void* self, int code, const mosquitto_property*) {
    // Packets carry codes from 0x80; lower ones are the library's, which its caller gets too.
    if (code < kUnspecifiedError) return;
    keeping_errno(
        self, [&](MosquittoLibrary& library) { library.events_.hung_up(static_cast<std::uint8_t>(code)); });
  }
  static void message(mosquitto*, void* self, const mosquitto_message* m) {
    keeping_errno(self, [&](MosquittoLibrary& library) {
      library.events_.message(
          {m->topic,
           {static_cast<const char*>(m->payload), static_cast<std::size_t>(m->payloadlen)},
           m->retain});
    });
  }
  static void published(mosquitto*, void* self, int packet, int code, const mosquitto_property*) {
    keeping_errno(self, [&](MosquittoLibrary& library) {
      const auto reason = static_cast<std::uint8_t>(code);
      if (!library.publishing_) return library.events_.published(packet, reason);
      library.published_inside_.emplace_back(packet, reason);
    });
  }
  static void subscribed(mosquitto*, void* self, int packet, int count, const int* codes,
                         const mosquitto_property*) {
    keeping_errno(self, [&](MosquittoLibrary& library) {
      library.events_.subscribed(packet, std::vector<std::uint8_t>(codes, codes + count));
    });
  }
  static void logged(mosquitto*, void* self, int level, const char* text) {
    std::string& first = static_cast<MosquittoLibrary*>(self)->last_error_;
    if (level == MOSQ_LOG_ERR && first.empty()) first = text;
  }
};

Result<std::unique_ptr<MosquittoLibrary>> MosquittoLibrary::make(Target target, Events events) {
  if (target.proxy)
    return Error{endpoint_of(target) + " cannot be reached through a proxy: libmosquitto knows none"};
  if (auto read = read_secrets(target); !read) return Error{read.error()};
  std::unique_ptr<MosquittoLibrary> made(
      new MosquittoLibrary(target.version == Version::v5, std::move(events)));
  if (auto prepared = made->prepare(target); !prepared) return Error{prepared.error()};
  return made;
}

MosquittoLibrary::~MosquittoLibrary() {
  if (client_) mosquitto_destroy(client_);
}

Result<void> MosquittoLibrary::prepare(const Target& target) {
  client_ = mosquitto_new(target.client_id.empty() ? nullptr : target.client_id.c_str(), true, this);
  if (!client_) return Error{"the client id '" + target.client_id + "' cannot be used"};
  mosquitto_int_option(client_, MOSQ_OPT_PROTOCOL_VERSION, v5_ ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
  mosquitto_int_option(client_, MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_int_option(client_, MOSQ_OPT_SEND_MAXIMUM, target.max_in_flight);
  if (!target.username.empty()) {
    const char* password = target.password.empty() ? nullptr : target.password.c_str();
    if (mosquitto_username_pw_set(client_, target.username.c_str(), password) != MOSQ_ERR_SUCCESS)
      return Error{"the user name for " + endpoint_of(target) + " is not valid UTF-8"};
  }
  if (target.tls) {
    auto context = TlsContext::make(*target.tls, target.host);
    if (!context) return Error{context.error()};
    tls_ = std::move(*context);
    mosquitto_int_option(client_, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0);
    mosquitto_void_option(client_, MOSQ_OPT_SSL_CTX, tls_->native());
  }
  mosquitto_connect_v5_callback_set(client_, &Hooks::connected);
  mosquitto_disconnect_v5_callback_set(client_, &Hooks::disconnected);
  mosquitto_message_callback_set(client_, &Hooks::message);
  mosquitto_publish_v5_callback_set(client_, &Hooks::published);
  mosquitto_subscribe_v5_callback_set(client_, &Hooks::subscribed);
  mosquitto_log_callback_set(client_, &Hooks::logged);
  return {};
}

int MosquittoLibrary::connect(const std::string& address, const Target& target) {
  const int keep_alive = std::clamp(static_cast<int>(target.keep_alive.count()), 5, 65535);
  return mosquitto_connect_async(client_, address.c_str(), target.port, keep_alive);
}

int MosquittoLibrary::publish(int& packet, std::string_view topic, std::string_view payload, int qos,
                              bool retain) {
  publishing_ = true;
  const int result = mosquitto_publish(client_, &packet, std::string(topic).c_str(),
                                       static_cast<int>(payload.size()), payload.data(), qos, retain);
  publishing_ = false;
  return result;
}

int MosquittoLibrary::subscribe(int& packet, const std::vector<std::string>& filters, int qos) {
  auto list = as_list(filters);
  return mosquitto_subscribe_multiple(client_, &packet, static_cast<int>(list.size()), list.data(), qos, 0,
                                      nullptr);
}

void MosquittoLibrary::unsubscribe(const std::vector<std::string>& filters) {
  auto list = as_list(filters);
  mosquitto_unsubscribe_multiple(client_, nullptr, static_cast<int>(list.size()), list.data(), nullptr);
}

// Asked each time: the SSL object goes with the socket.
bool MosquittoLibrary::has_decrypted() const {
  const auto* ssl = static_cast<const SSL*>(mosquitto_ssl_get(client_));
  return ssl && SSL_has_pending(ssl);
}

std::string MosquittoLibrary::explain(int result, const std::string& endpoint, bool greeting) const {
  const std::string lost = "the connection to " + endpoint + " was lost: ";
  const std::string no_tls = "TLS with " + endpoint + " failed: ";
  if (refused_peer()) return no_tls + "certificate verify failed: " + tls_->refusal();
  if (!last_error_.empty()) return (greeting ? no_tls : lost) + last_error_;
  if (result == MOSQ_ERR_KEEPALIVE) return lost + "no answer to a keep-alive";
  if (result == MOSQ_ERR_NO_CONN) return "not connected to " + endpoint;
  return lost + mosquitto_strerror(result);
}

}  // namespace gatewarden::mqtt
