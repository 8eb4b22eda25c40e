// A scripted MQTT peer: the test connects, acknowledges, refuses, answers and hangs up, and reads what was
// published and subscribed. Calls reach the user's callbacks at once.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::test {

struct Published {
  mqtt::Ticket ticket{};
  std::string topic;
  std::string payload;
  int qos = 0;
  bool retain = false;
  bool open = true;  // not acknowledged yet
};
struct Subscribed {
  mqtt::Ticket ticket{};
  std::vector<std::string> filters;
  int qos = 0;
};

// Outlives its sessions; `current` is the present one, if any.
class ScriptedBroker {
 public:
  mqtt::SessionFactory factory() {
    return [this](const mqtt::Target& target) -> std::unique_ptr<mqtt::Session> {
      targets.push_back(target);
      return std::make_unique<ScriptedSession>(*this);
    };
  }

  // The script.
  void connect(mqtt::ConnAck ack = {}) {
    connected = true;
    callbacks().connected(ack);
  }
  void acknowledge(mqtt::Ticket ticket, std::uint8_t reason = 0, std::string why = {}) {
    close_ticket(ticket);
    callbacks().published(ticket, reason, why);
  }
  void acknowledge_all(std::uint8_t reason = 0) {
    // Not those published in response.
    for (std::size_t i = 0, until = published.size(); i < until; ++i) {
      if (published[i].open) acknowledge(published[i].ticket, reason);
    }
  }
  // Grants every open subscription, or answers each filter with `reason`.
  void answer_subscriptions(std::optional<std::uint8_t> reason = std::nullopt) {
    for (std::size_t left = waiting_subscriptions.size(); left > 0; --left) {
      const Subscribed s = waiting_subscriptions.front();
      waiting_subscriptions.pop_front();
      const std::uint8_t granted = reason.value_or(static_cast<std::uint8_t>(s.qos));
      callbacks().subscribed(s.ticket, std::vector<std::uint8_t>(s.filters.size(), granted));
    }
  }
  // Or keeps it while the session is paused.
  void deliver(std::string_view topic, std::string_view payload, bool retained = false) {
    if (!paused && waiting_messages.empty()) return callbacks().message({topic, payload, retained});
    waiting_messages.push_back({0, std::string(topic), std::string(payload), 0, retained, true});
  }
  // Of those kept, all until it is paused again.
  void deliver_kept() {
    while (!paused && !waiting_messages.empty()) {
      const Published kept = waiting_messages.front();
      waiting_messages.pop_front();
      callbacks().message({kept.topic, kept.payload, kept.retain});
    }
  }
  // Like every Session: open publishes are reported first, then the end.
  void lose(std::string why = "connection reset", std::optional<std::uint8_t> reason = std::nullopt) {
    const auto kept = alive();
    for (std::size_t i = 0; i < published.size(); ++i) {
      if (published[i].open) {
        published[i].open = false;
        if (kept->published) kept->published(published[i].ticket, 255, why);
      }
    }
    connected = false;
    waiting_subscriptions.clear();
    kept->lost(std::move(why), reason);
  }

  bool has_session() const { return session_callbacks != nullptr; }
  std::size_t open_publishes() const {
    return static_cast<std::size_t>(
        std::count_if(published.begin(), published.end(), [](const Published& p) { return p.open; }));
  }

  std::vector<mqtt::Target> targets;  // one per session
  std::vector<Published> published;   // over all sessions, in order
  std::vector<Subscribed> subscribed;
  std::deque<Subscribed> waiting_subscriptions;
  std::vector<std::string> unsubscribed;
  std::deque<Published> waiting_messages;  // delivered while paused
  bool paused = false;
  bool connected = false;
  bool close_asked = false;

 private:
  struct ScriptedSession final : mqtt::Session {
    explicit ScriptedSession(ScriptedBroker& b) : broker(b) {}
    ~ScriptedSession() override {
      broker.session_callbacks.reset();
      broker.connected = false;
      for (Published& p : broker.published) p.open = false;
      broker.waiting_subscriptions.clear();
      broker.waiting_messages.clear();
      broker.paused = false;
    }
    void connect(mqtt::Callbacks callbacks) override {
      broker.session_callbacks = std::make_shared<mqtt::Callbacks>(std::move(callbacks));
      broker.close_asked = false;
    }
    void publish(mqtt::Ticket ticket, std::string_view topic, std::string_view payload, int qos,
                 bool retain) override {
      broker.published.push_back({ticket, std::string(topic), std::string(payload), qos, retain, true});
    }
    void subscribe(mqtt::Ticket ticket, const std::vector<std::string>& filters, int qos) override {
      broker.subscribed.push_back({ticket, filters, qos});
      broker.waiting_subscriptions.push_back(broker.subscribed.back());
    }
    void unsubscribe(const std::vector<std::string>& filters) override {
      broker.unsubscribed.insert(broker.unsubscribed.end(), filters.begin(), filters.end());
    }
    void pause() override { broker.paused = true; }
    void resume() override { broker.paused = false; }
    void close() override { broker.close_asked = true; }
    ScriptedBroker& broker;
  };

  // A copy: the callback may destroy the session.
  std::shared_ptr<mqtt::Callbacks> alive() const {
    if (!session_callbacks) throw std::logic_error("the script plays without a session");
    return session_callbacks;
  }
  // Keeps the callbacks for the full expression.
  struct Calls {
    std::shared_ptr<mqtt::Callbacks> kept;
    void connected(const mqtt::ConnAck& ack) const { kept->connected(ack); }
    void published(mqtt::Ticket t, std::uint8_t reason, std::string_view why) const {
      if (kept->published) kept->published(t, reason, why);
    }
    void subscribed(mqtt::Ticket t, const std::vector<std::uint8_t>& codes) const {
      kept->subscribed(t, codes);
    }
    void message(const mqtt::Message& m) const { kept->message(m); }
  };
  Calls callbacks() const { return {alive()}; }
  void close_ticket(mqtt::Ticket ticket) {
    for (Published& p : published) {
      if (p.ticket == ticket) p.open = false;
    }
  }

  std::shared_ptr<mqtt::Callbacks> session_callbacks;
};

}  // namespace gatewarden::test
