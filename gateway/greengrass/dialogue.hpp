// A session with the nucleus: a stream per publish and subscribed filter. The running
// handler keeps it alive: a callback may destroy the session.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/greengrass/component.hpp"
#include "gateway/greengrass/ipc_connection.hpp"
#include "gateway/greengrass/pending_subscriptions.hpp"
#include "gateway/greengrass/publish_queue.hpp"
#include "gateway/greengrass/streams.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::greengrass {

class Dialogue : public std::enable_shared_from_this<Dialogue> {
 public:
  Dialogue(std::shared_ptr<Component> component, Duration patience);

  void connect(mqtt::Callbacks callbacks);
  void publish(mqtt::Ticket ticket, std::string_view topic, std::string_view payload, int qos);
  void subscribe(mqtt::Ticket ticket, const std::vector<std::string>& filters, int qos);
  void unsubscribe(const std::vector<std::string>& filters) { streams_.unsubscribe(filters); }
  void close() {
    later([this] { finish("closed"); });
  }
  void abandon();  // no callback afterwards

 private:
  void greeted();
  void heard_on_stream(const Frame& frame);
  void publish_answered(const Frame& frame, const Stream& stream);
  void filter_answered(const Frame& frame, Stream& stream);
  void happened(const Frame& frame, Stream& stream);
  void send_waiting();
  void tell_in_force();
  void complete(mqtt::Ticket ticket, std::uint8_t reason, std::string_view why);
  void refuse_later(mqtt::Ticket ticket, std::uint8_t reason, std::string why);
  void later(std::function<void()> what);
  void finish(const std::string& why, std::optional<std::uint8_t> reason = std::nullopt);
  void release();

  const std::shared_ptr<Component> component_;
  const std::shared_ptr<IpcConnection> connection_;
  mqtt::Callbacks callbacks_;
  std::unique_ptr<Timer> room_, in_force_;
  bool up_ = false, over_ = false;
  Streams streams_;
  PublishQueue publishes_;
  PendingSubscriptions subscriptions_;
};

}  // namespace gatewarden::greengrass
