#include "gateway/app/connect/watched_session.hpp"

#include <utility>

namespace gatewarden::app {
namespace {

class WatchedSession final : public mqtt::Session {
 public:
  WatchedSession(std::unique_ptr<mqtt::Session> session, const SessionWatch& watch)
      : session_(std::move(session)), watch_(watch) {}

  void connect(mqtt::Callbacks callbacks) override {
    mqtt::Callbacks told = callbacks;
    told.connected = [watch = &watch_, next = std::move(callbacks.connected)](const mqtt::ConnAck& ack) {
      watch->connected();
      next(ack);
    };
    told.lost = [watch = &watch_, next = std::move(callbacks.lost)](const std::string& why, auto reason) {
      watch->lost(why, reason);
      next(why, reason);
    };
    told.subscribed = [watch = &watch_, next = std::move(callbacks.subscribed)](
                          mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes) {
      watch->subscribed(codes);
      next(ticket, codes);
    };
    session_->connect(std::move(told));
  }
  void publish(mqtt::Ticket ticket, std::string_view topic, std::string_view payload, int qos,
               bool retain) override {
    session_->publish(ticket, topic, payload, qos, retain);
  }
  void subscribe(mqtt::Ticket ticket, const std::vector<std::string>& filters, int qos) override {
    session_->subscribe(ticket, filters, qos);
  }
  void unsubscribe(const std::vector<std::string>& filters) override { session_->unsubscribe(filters); }
  void pause() override { session_->pause(); }
  void resume() override { session_->resume(); }
  void close() override { session_->close(); }

 private:
  std::unique_ptr<mqtt::Session> session_;
  const SessionWatch& watch_;
};

}  // namespace

mqtt::SessionFactory watched(mqtt::SessionFactory sessions, const SessionWatch& watch) {
  return [sessions = std::move(sessions), &watch](const mqtt::Target& target) {
    return std::make_unique<WatchedSession>(sessions(target), watch);
  };
}

}  // namespace gatewarden::app
