#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::test {

struct Heard {
  struct Arrived {
    std::string topic, payload;
    bool retained = false;
  };
  struct Completed {
    std::uint8_t reason = 0;
    std::string why;
    int times = 0;
  };
  std::optional<mqtt::ConnAck> connected;
  std::optional<std::string> lost;
  std::optional<std::uint8_t> lost_reason;
  int ends = 0;
  bool published_after_end = false;
  std::vector<Arrived> messages;
  std::map<mqtt::Ticket, Completed> published;
  std::map<mqtt::Ticket, std::vector<std::uint8_t>> subscribed;

  // `this` must outlive the session.
  mqtt::Callbacks callbacks() {
    mqtt::Callbacks c;
    c.connected = [this](const mqtt::ConnAck& ack) { connected = ack; };
    c.lost = [this](std::string why, std::optional<std::uint8_t> reason) {
      lost = std::move(why);
      lost_reason = reason;
      ++ends;
    };
    c.message = [this](const mqtt::Message& m) {
      messages.push_back({std::string(m.topic), std::string(m.payload), m.retained});
    };
    c.published = [this](mqtt::Ticket t, std::uint8_t reason, std::string_view why) {
      Completed& done = published[t];
      done.reason = reason;
      done.why = why;
      ++done.times;
      if (lost) published_after_end = true;
    };
    c.subscribed = [this](mqtt::Ticket t, const std::vector<std::uint8_t>& codes) { subscribed[t] = codes; };
    return c;
  }
};

}  // namespace gatewarden::test
