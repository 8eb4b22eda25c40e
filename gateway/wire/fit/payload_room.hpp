// How many bytes a report may have on the way to the service, known before it is closed. A broker counts the whole
// packet, a nucleus the payload and, in Base64, what stands beside it in its frame. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

#include "gateway/wire/limits.hpp"

namespace gatewarden {

struct PayloadRoom {
  static constexpr std::size_t kAnything = std::numeric_limits<std::size_t>::max();
  // Around topic and payload of an MQTT PUBLISH: fixed header, two lengths, packet id, no properties.
  static constexpr std::size_t kAroundPublish = 10;

  std::size_t payload = limits::kPayloadBytes;
  std::size_t packet = kAnything;   // of a PUBLISH
  std::size_t encoded = kAnything;  // topic, and payload in Base64
  std::size_t beside_thing = 0;     // the topic's bytes but for the thing's name,
  std::size_t names_in_topic = 1;   // which stands there this often
  std::size_t record = 0;           // what a mirror's record puts around the report of a thing without a name
  bool cbor_record = false;         // where a longer name has a longer head (RFC 8949, 3)

  std::size_t on_topic(std::size_t topic_bytes) const {
    const std::size_t in_packet = left(packet, kAroundPublish + topic_bytes);
    const std::size_t in_frame = left(encoded, topic_bytes) / 4 * 3;
    return left(std::min({payload, in_packet, in_frame}), record);
  }
  std::size_t of_thing(std::size_t name_bytes) const {
    const std::size_t name = name_bytes + (cbor_record ? more_head(name_bytes) : 0);
    return left(on_topic(beside_thing + names_in_topic * name_bytes), record > 0 ? name : 0);
  }

 private:
  static std::size_t more_head(std::size_t text) { return text < 24 ? 0 : text < 256 ? 1 : 2; }
  static std::size_t left(std::size_t all, std::size_t taken) { return all - std::min(all, taken); }
};

}  // namespace gatewarden
