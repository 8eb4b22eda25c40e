#include "gateway/mqtt/connection/packet_guard.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "gateway/base/text/printable.hpp"
#include "gateway/mqtt/connection/packet_fields.hpp"

namespace gatewarden::mqtt {
namespace {

constexpr std::size_t kShownBytes = 16;  // of what is no MQTT

std::optional<PacketType> from_server(std::uint8_t first, bool v5) {
  switch (first >> 4) {
    case 2:
    case 3:
    case 4:
    case 9:
    case 11:
    case 13:
      return static_cast<PacketType>(first >> 4);
    case 14:
      return v5 ? std::optional(PacketType::disconnect) : std::nullopt;
    default:
      return std::nullopt;
  }
}

unsigned qos_of(std::uint8_t first) { return first >> 1 & 3; }

}  // namespace

void PacketGuard::pass(Octets bytes, std::vector<std::uint8_t>& passed) {
  while (!bytes.empty()) {
    switch (part_) {
      case Part::start:
        bytes = take_start(bytes);
        break;
      case Part::length:
        bytes = take_length(bytes);
        break;
      case Part::head:
        bytes = take_head(bytes);
        break;
      case Part::payload:
        bytes = take_payload(bytes, passed);
        break;
      case Part::over:
        return;
    }
    if (part_ == Part::head && head_.size() == head_needed() && fault_.empty()) judge(passed);
  }
}

Octets PacketGuard::take_start(Octets bytes) {
  first_ = bytes.front();
  const auto type = from_server(first_, v5_);
  part_ = Part::length;
  if (!greeted_ && type != PacketType::connack) {
    const auto shown = bytes.first(std::min(bytes.size(), kShownBytes));
    refuse("no MQTT, but '" + printable_ascii({reinterpret_cast<const char*>(shown.data()), shown.size()}) +
           "'");
    return {};
  }
  if (!type) {
    refuse("a packet of type " + std::to_string(first_ >> 4) + ", which no server may send here");
    return {};
  }
  type_ = *type;
  if (type_ == PacketType::connack && greeted_) refuse("a second CONNACK");
  if (type_ != PacketType::publish && (first_ & 0x0F) != 0)
    refuse(std::string("a ") + name_of(type_) + " with flags");
  if (type_ == PacketType::publish && qos_of(first_) > 1)
    refuse("a PUBLISH with QoS 2 or 3, which nobody asked for");
  remaining_ = length_bytes_ = 0;
  return bytes.subspan(1);
}

Octets PacketGuard::take_length(Octets bytes) {
  const std::uint8_t octet = bytes.front();
  remaining_ |= static_cast<std::size_t>(octet & 0x7F) << (7 * length_bytes_++);
  if (octet & 0x80) {
    if (length_bytes_ == 4) refuse(std::string("a ") + name_of(type_) + " whose length has no end");
    return bytes.subspan(1);
  }
  part_ = Part::head;
  if (type_ != PacketType::publish && remaining_ > kMaxHeadBytes)
    refuse(std::string("a ") + name_of(type_) + " of " + std::to_string(remaining_) + " bytes");
  return bytes.subspan(1);
}

Octets PacketGuard::take_head(Octets bytes) {
  const std::size_t needed = head_needed();
  if (part_ != Part::head) return {};
  const std::size_t taken = std::min(needed - head_.size(), bytes.size());
  head_.insert(head_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
  return bytes.subspan(taken);
}

// As far as is known by now.
std::size_t PacketGuard::head_needed() {
  if (type_ != PacketType::publish) return remaining_;
  const std::size_t needed = publish_head_needed();
  if (needed <= remaining_) return needed;
  refuse("a PUBLISH whose topic or properties are longer than the packet");
  return head_.size();
}

// The topic, the packet's number, the length of properties, and they themselves unless they are too long.
std::size_t PacketGuard::publish_head_needed() {
  if (head_.size() < 2) return 2;
  const std::size_t topic = static_cast<std::size_t>(head_[0]) << 8 | head_[1];
  const std::size_t named = 2 + topic + (qos_of(first_) > 0 ? 2 : 0);
  if (!v5_ || head_.size() < named) return named;
  std::size_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (head_.size() <= named + i) return named + i + 1;
    value |= static_cast<std::size_t>(head_[named + i] & 0x7F) << (7 * i);
    if (!(head_[named + i] & 0x80)) return named + i + 1 + (value <= kMaxPropertyBytes ? value : 0);
  }
  refuse("a PUBLISH whose properties have no end");
  return head_.size();
}

void PacketGuard::judge(std::vector<std::uint8_t>& passed) {
  if (type_ == PacketType::publish) return judge_publish(passed);
  if (const std::string fault = fault_of_answer(); !fault.empty())
    return refuse(std::string("a ") + name_of(type_) + " with " + fault);
  put_start(remaining_, passed);
  passed.insert(passed.end(), head_.begin(), head_.end());
  const bool last = type_ == PacketType::disconnect;
  next_packet();
  if (last) part_ = Part::over;
}

void PacketGuard::judge_publish(std::vector<std::uint8_t>& passed) {
  PacketCursor cursor(head_);
  const Octets topic = cursor.measured().value_or(Octets());
  std::string fault = fault_of_topic(topic);
  const std::size_t named = 2 + topic.size() + (qos_of(first_) > 0 ? 2 : 0);
  if (qos_of(first_) > 0 && cursor.number(2).value_or(0) == 0) fault = "the packet number 0";
  if (v5_ && fault.empty()) {
    PacketCursor ahead = cursor;
    const std::size_t length = ahead.varied().value_or(0);
    skip_ = length > kMaxPropertyBytes ? length : 0;
    if (skip_ == 0) fault = fault_of_properties(type_, cursor);
    if (skip_ > remaining_ - head_.size()) fault = "properties that do not fit into it";
  }
  if (!fault.empty()) return refuse("a PUBLISH with " + fault);
  const std::size_t payload = remaining_ - head_.size() - skip_;
  keep_ = std::min(payload, max_payload_ + 1);
  cut_ = payload - keep_;
  put_start(named + (v5_ ? 1 : 0) + keep_, passed);
  passed.insert(passed.end(), head_.begin(), head_.begin() + static_cast<std::ptrdiff_t>(named));
  if (v5_) passed.push_back(0);
  part_ = Part::payload;
  if (skip_ + keep_ + cut_ == 0) next_packet();
}

Octets PacketGuard::take_payload(Octets bytes, std::vector<std::uint8_t>& passed) {
  const auto take = [&bytes](std::size_t& left) {
    const Octets taken = bytes.first(std::min(left, bytes.size()));
    left -= taken.size();
    bytes = bytes.subspan(taken.size());
    return taken;
  };
  take(skip_);
  const Octets kept = take(keep_);
  passed.insert(passed.end(), kept.begin(), kept.end());
  take(cut_);
  if (skip_ + keep_ + cut_ == 0) next_packet();
  return bytes;
}

std::string PacketGuard::fault_of_answer() {
  PacketCursor body(head_);
  switch (type_) {
    case PacketType::connack:
      return fault_of_connack(body);
    case PacketType::pingresp:
      return body.left() == 0 ? "" : "content";
    case PacketType::disconnect: {
      if (body.left() < 2) return "";
      body.take(1);
      const std::string fault = fault_of_properties(type_, body);
      return fault.empty() && body.left() > 0 ? "bytes behind its properties" : fault;
    }
    default:
      return fault_of_acknowledgement(body);
  }
}

std::string PacketGuard::fault_of_connack(PacketCursor body) {
  const auto flags = body.number(1), code = body.number(1);
  if (!flags || !code || *flags > 1) return "a malformed beginning";
  if (!awaited_.greeting()) return "no CONNECT before it";
  greeted_ = true;
  // A broker that knows no MQTT 5 refuses it as in MQTT 3.1.1 (code 1).
  if (body.left() == 0 && (!v5_ || *code == 1)) return "";
  if (!v5_) return "more bytes than MQTT 3.1.1 knows";
  const std::string fault = fault_of_properties(type_, body);
  return fault.empty() && body.left() > 0 ? "bytes behind its properties" : fault;
}

// PUBACK, SUBACK, UNSUBACK: a number, then codes and, in MQTT 5, properties.
std::string PacketGuard::fault_of_acknowledgement(PacketCursor body) {
  const std::uint32_t number = body.number(2).value_or(0);
  if (number == 0) return "no packet number";
  std::string fault = fault_before_codes(body);
  if (fault.empty()) fault = awaited_.take(type_, number, body.left());
  return fault.empty() && type_ == PacketType::suback ? fault_of_codes(body, v5_) : fault;
}

// Leaves the codes, of which a PUBACK has none: its reason is its own.
std::string PacketGuard::fault_before_codes(PacketCursor& body) const {
  if (type_ == PacketType::puback) {
    if (body.left() == 0) return "";
    if (!v5_) return "more bytes than MQTT 3.1.1 knows";
    body.take(1);
    if (body.left() == 0) return "";
    const std::string fault = fault_of_properties(type_, body);
    return fault.empty() && body.left() > 0 ? "bytes behind its properties" : fault;
  }
  if (v5_) {
    if (std::string fault = fault_of_properties(type_, body); !fault.empty()) return fault;
  } else if (type_ == PacketType::unsuback) {
    return body.left() == 0 ? "" : "more bytes than MQTT 3.1.1 knows";
  }
  return body.left() > 0 ? "" : "no codes";
}

// The length in as few bytes as it needs.
void PacketGuard::put_start(std::size_t remaining, std::vector<std::uint8_t>& passed) const {
  passed.push_back(first_);
  do {
    const auto octet = static_cast<std::uint8_t>(remaining & 0x7F);
    remaining >>= 7;
    passed.push_back(remaining > 0 ? octet | 0x80 : octet);
  } while (remaining > 0);
}

void PacketGuard::next_packet() {
  head_.clear();
  part_ = Part::start;
}

}  // namespace gatewarden::mqtt
