#include "gateway/mqtt/connection/packet_properties.hpp"

#include <algorithm>
#include <bitset>
#include <cstdio>
#include <iterator>
#include <string_view>

#include "gateway/base/text/utf8.hpp"

namespace gatewarden::mqtt {
namespace {

enum class Shape : std::uint8_t { flag, two, two_not_zero, four, four_not_zero, varied, text, bytes, pair };

constexpr unsigned bit(PacketType type) { return 1u << static_cast<unsigned>(type); }
constexpr unsigned kConnack = bit(PacketType::connack), kPublish = bit(PacketType::publish),
                   kDisconnect = bit(PacketType::disconnect);
constexpr unsigned kAnswers =
    kConnack | bit(PacketType::puback) | bit(PacketType::suback) | bit(PacketType::unsuback) | kDisconnect;

struct Property {
  std::uint32_t id;
  Shape shape;
  unsigned packets;
  bool repeats = false;
};

// MQTT 5, table 2-4; of what a server sends. A topic alias is for clients that offered some (3.3.2.3.4): none here.
constexpr Property kProperties[] = {
    {0x01, Shape::flag, kPublish},                   // payload format indicator
    {0x02, Shape::four, kPublish},                   // expiry interval of the publish
    {0x03, Shape::text, kPublish},                   // content type
    {0x08, Shape::text, kPublish},                   // response topic
    {0x09, Shape::bytes, kPublish},                  // correlation bytes
    {0x0B, Shape::varied, kPublish, true},           // subscription identifier
    {0x11, Shape::four, kConnack},                   // session expiry interval
    {0x12, Shape::text, kConnack},                   // assigned client identifier
    {0x13, Shape::two, kConnack},                    // server keep alive
    {0x15, Shape::text, kConnack},                   // authentication method
    {0x16, Shape::bytes, kConnack},                  // authentication bytes
    {0x1A, Shape::text, kConnack},                   // response information
    {0x1C, Shape::text, kConnack | kDisconnect},     // server reference
    {0x1F, Shape::text, kAnswers},                   // reason string
    {0x21, Shape::two_not_zero, kConnack},           // receive maximum
    {0x22, Shape::two, kConnack},                    // topic alias maximum
    {0x24, Shape::flag, kConnack},                   // maximum QoS
    {0x25, Shape::flag, kConnack},                   // retain available
    {0x26, Shape::pair, kAnswers | kPublish, true},  // user property
    {0x27, Shape::four_not_zero, kConnack},          // maximum packet size
    {0x28, Shape::flag, kConnack},                   // wildcard subscription available
    {0x29, Shape::flag, kConnack},                   // subscription identifiers available
    {0x2A, Shape::flag, kConnack},                   // shared subscription available
};
constexpr std::size_t kIds = 0x2B;

std::string named(const char* what, std::uint32_t id) {
  char text[64];
  std::snprintf(text, sizeof text, "%s property 0x%02X", what, id);
  return text;
}

bool sound_number(PacketCursor& cursor, std::size_t width, std::uint32_t least, std::uint32_t most) {
  const auto value = cursor.number(width);
  return value && *value >= least && *value <= most;
}

bool sound_text(PacketCursor& cursor) {
  const auto bytes = cursor.measured();
  if (!bytes) return false;
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  return valid_utf8(text) && text.find('\0') == std::string_view::npos;
}

bool sound(Shape shape, PacketCursor& cursor) {
  switch (shape) {
    case Shape::flag:
      return sound_number(cursor, 1, 0, 1);
    case Shape::two:
      return sound_number(cursor, 2, 0, 0xFFFF);
    case Shape::two_not_zero:
      return sound_number(cursor, 2, 1, 0xFFFF);
    case Shape::four:
      return sound_number(cursor, 4, 0, 0xFFFFFFFF);
    case Shape::four_not_zero:
      return sound_number(cursor, 4, 1, 0xFFFFFFFF);
    case Shape::varied:
      return cursor.varied().value_or(0) != 0;
    case Shape::text:
      return sound_text(cursor);
    case Shape::bytes:
      return cursor.measured().has_value();
    case Shape::pair:
      return sound_text(cursor) && sound_text(cursor);
  }
  return false;
}

}  // namespace

const char* name_of(PacketType type) {
  switch (type) {
    case PacketType::connack:
      return "CONNACK";
    case PacketType::publish:
      return "PUBLISH";
    case PacketType::puback:
      return "PUBACK";
    case PacketType::suback:
      return "SUBACK";
    case PacketType::unsuback:
      return "UNSUBACK";
    case PacketType::pingresp:
      return "PINGRESP";
    case PacketType::disconnect:
      return "DISCONNECT";
  }
  return "packet";
}

std::string fault_of_properties(PacketType packet, PacketCursor& cursor) {
  const auto length = cursor.varied();
  const auto bytes = length ? cursor.take(*length) : std::nullopt;
  if (!bytes) return "properties that do not fit into it";
  PacketCursor properties(*bytes);
  std::bitset<kIds> seen;
  while (properties.left() > 0) {
    const auto id = properties.varied();
    if (!id) return "a property without an identifier";
    const auto* const known = std::find_if(std::begin(kProperties), std::end(kProperties),
                                           [&](const Property& property) { return property.id == *id; });
    if (known == std::end(kProperties)) return named("the unknown", *id);
    if (!(known->packets & bit(packet))) return named("the misplaced", *id);
    if (seen[known->id] && !known->repeats) return named("twice the", *id);
    seen.set(known->id);
    if (!sound(known->shape, properties)) return named("a malformed", *id);
  }
  return "";
}

}  // namespace gatewarden::mqtt
