// Reads the fields of an MQTT packet in order; what is not there is nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace gatewarden::mqtt {

using Octets = std::span<const std::uint8_t>;

class PacketCursor {
 public:
  explicit PacketCursor(Octets bytes) : bytes_(bytes) {}

  std::size_t left() const { return bytes_.size(); }
  std::optional<Octets> take(std::size_t count) {
    if (count > bytes_.size()) return std::nullopt;
    const Octets taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }
  // Big-endian, of `width` bytes, 4 at most.
  std::optional<std::uint32_t> number(std::size_t width) {
    const auto taken = take(width);
    if (!taken) return std::nullopt;
    std::uint32_t value = 0;
    for (const std::uint8_t octet : *taken) value = value << 8 | octet;
    return value;
  }
  // A variable byte integer (MQTT 5, 1.5.5), in as few bytes as it needs.
  std::optional<std::uint32_t> varied() {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4 && i < bytes_.size(); ++i) {
      value |= static_cast<std::uint32_t>(bytes_[i] & 0x7F) << (7 * i);
      if (bytes_[i] & 0x80) continue;
      if (i > 0 && bytes_[i] == 0) return std::nullopt;
      bytes_ = bytes_.subspan(i + 1);
      return value;
    }
    return std::nullopt;
  }
  // What two bytes of length precede.
  std::optional<Octets> measured() {
    const auto length = number(2);
    return length ? take(*length) : std::nullopt;
  }

 private:
  Octets bytes_;
};

}  // namespace gatewarden::mqtt
