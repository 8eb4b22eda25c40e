#include "gateway/mqtt/mosquitto_library.hpp"

#include <mqtt_protocol.h>

#include <algorithm>
#include <cerrno>

#include "gateway/mqtt/connection/packet_guard.hpp"
#include "gateway/mqtt/reasons.hpp"

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

std::vector<char*> as_list(const std::vector<std::string>& filters) {
  std::vector<char*> list;
  for (const std::string& filter : filters) list.push_back(const_cast<char*>(filter.c_str()));
  return list;
}

}  // namespace

struct MosquittoLibrary::Hooks {
  static MosquittoLibrary& library(void* self) { return *static_cast<MosquittoLibrary*>(self); }
  static void connected(mosquitto*, void* self, int code, int, const mosquitto_property* properties) {
    if (code == 0) return library(self).events_.connected(announced(properties));
    library(self).events_.refused(library(self).v5_ ? static_cast<std::uint8_t>(code) : from_v311(code));
  }
  static void disconnected(mosquitto*, void* self, int code, const mosquitto_property*) {
    // Packets carry codes from 0x80; lower ones are the library's, which its caller gets too.
    if (code >= kUnspecifiedError) library(self).events_.hung_up(static_cast<std::uint8_t>(code));
  }
  static void message(mosquitto*, void* self, const mosquitto_message* m) {
    library(self).events_.message(
        {m->topic,
         {static_cast<const char*>(m->payload), static_cast<std::size_t>(m->payloadlen)},
         m->retain});
  }
  static void published(mosquitto*, void* self, int packet, int code, const mosquitto_property*) {
    const auto reason = static_cast<std::uint8_t>(code);
    if (!library(self).publishing_) return library(self).events_.published(packet, reason);
    library(self).published_inside_.emplace_back(packet, reason);
  }
  static void subscribed(mosquitto*, void* self, int packet, int count, const int* codes,
                         const mosquitto_property*) {
    library(self).events_.subscribed(packet, std::vector<std::uint8_t>(codes, codes + count));
  }
  static void logged(mosquitto*, void* self, int level, const char* text) {
    std::string& first = library(self).last_error_;
    if (level == MOSQ_LOG_ERR && first.empty()) first = text;
  }
};

Result<std::unique_ptr<MosquittoLibrary>> MosquittoLibrary::make(const Target& target, Events events) {
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
  mosquitto_int_option(client_, MOSQ_OPT_SEND_MAXIMUM, target.max_in_flight);
  if (!target.username.empty()) {
    const char* password = target.password.empty() ? nullptr : target.password.text().c_str();
    if (mosquitto_username_pw_set(client_, target.username.c_str(), password) != MOSQ_ERR_SUCCESS)
      return Error{"the user name for " + endpoint_of(target) + " is not valid UTF-8"};
  }
  mosquitto_connect_v5_callback_set(client_, &Hooks::connected);
  mosquitto_disconnect_v5_callback_set(client_, &Hooks::disconnected);
  mosquitto_message_callback_set(client_, &Hooks::message);
  mosquitto_publish_v5_callback_set(client_, &Hooks::published);
  mosquitto_subscribe_v5_callback_set(client_, &Hooks::subscribed);
  mosquitto_log_callback_set(client_, &Hooks::logged);
  return {};
}

// Threaded, the library leaves its greeting for write(): by then the socket is ours.
Result<void> MosquittoLibrary::connect(const Target& target) {
  const int keep_alive = std::clamp(static_cast<int>(target.keep_alive.count()), 5, 65535);
  mosquitto_property* announced_to_broker = nullptr;
  if (v5_)
    mosquitto_property_add_int32(&announced_to_broker, MQTT_PROP_MAXIMUM_PACKET_SIZE,
                                 PacketGuard::packet_bound(target.max_payload));
  mosquitto_threaded_set(client_, true);
  auto joined = socket_.join([&](std::uint16_t port) {
    const int result =
        mosquitto_connect_bind_v5(client_, "127.0.0.1", port, keep_alive, nullptr, announced_to_broker);
    return result == MOSQ_ERR_SUCCESS ? mosquitto_socket(client_) : -1;
  });
  mosquitto_threaded_set(client_, false);
  mosquitto_property_free_all(&announced_to_broker);
  return joined;
}

int MosquittoLibrary::read() {
  errno = 0;
  reading_ = true;
  const int result = mosquitto_loop_read(client_, 1);
  reading_ = false;
  drained_ = errno == EAGAIN && !socket_.has_unread();
  return result;
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

std::string MosquittoLibrary::words(int result) const {
  if (!last_error_.empty()) return last_error_;
  return result == MOSQ_ERR_KEEPALIVE ? "no answer to a keep-alive" : mosquitto_strerror(result);
}

}  // namespace gatewarden::mqtt
