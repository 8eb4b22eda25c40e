// A session's streams: one per publish and per subscribed filter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/greengrass/event_stream.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::greengrass {

struct Stream {
  mqtt::Ticket ticket = 0;
  std::string filter{};     // of a subscription; empty: a publish
  std::size_t index = 0;    // of the filter in its subscription
  std::uint8_t qos = 0;     // of a subscription
  bool granted = false;     // a subscription in force
  bool unreadable = false;  // an event of it could not be read; the log says so once
};

class Streams {
 public:
  explicit Streams(std::function<void(const Frame&)> send) : send_(std::move(send)) {}

  void open(Frame request, Stream stream);
  Stream* find(std::int32_t id);
  // `ended`: by the nucleus. It keeps a stream until its client ends it too.
  void close(std::int32_t id, bool ended);
  // Ends older subscriptions to the filters granted with this ticket: each event would come twice.
  void replace_others(mqtt::Ticket ticket);
  void unsubscribe(const std::vector<std::string>& filters);
  // Stream ids are used once; at 20 publishes a second they last three years.
  bool used_up() const { return last_ > std::numeric_limits<std::int32_t>::max() - 1000; }

 private:
  const std::function<void(const Frame&)> send_;
  std::map<std::int32_t, Stream> open_;
  std::int32_t last_ = 0;
};

}  // namespace gatewarden::greengrass
