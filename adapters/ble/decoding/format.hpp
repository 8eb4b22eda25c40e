// What a format of sensors is. A decoder that is not sure says so: a wrong number is worse than none.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/air/elements.hpp"
#include "adapters/ble/decoding/decoded.hpp"

namespace gatewarden::ble {

// A device's key. Never shown.
struct Bindkey {
  std::array<std::uint8_t, 16> bytes{};
  std::uint8_t size = 16;  // 12: MiBeacon v2 and v3
};

// What must be known of a device from one advertisement to the next. Its owner keeps it, and `counter` over restarts.
struct SenderState {
  const Bindkey* key = nullptr;          // null: none is configured; then plain data are taken
  std::optional<std::uint32_t> counter;  // of the last accepted authenticated packet
  // Of the last accepted packet, where nothing or only 8 bits vouch for it, and when that was.
  std::optional<std::uint32_t> packet_id;
  SteadyTime packet_at{};
};

struct Packet {
  const Elements& elements;
  const Address& sender;  // may be unknown: then no address inside differs from it
  SteadyTime at{};
};

struct Format {
  const char* name;
  // Whether the packet is of this format, as far as its outside tells.
  bool (*recognises)(const Elements& elements);
  // Only where it is recognised. Into a cleared result, whose `format` is set.
  void (*decode)(const Packet& packet, SenderState& state, Decoded& into);
  // How an advertisement monitor recognises it: AD type and how the element begins, as on the air. Empty: by name only.
  struct Pattern {
    AdType type;
    std::array<std::uint8_t, 4> begins;
    std::uint8_t length;
  };
  std::span<const Pattern> patterns;
  std::span<const Quantity> tells = {};  // what it may say; empty: anything
  // Its senders: sensors, those that may encrypt by a bind key, or beacons, which tell who they are to whoever passes by.
  enum class Sender : std::uint8_t { sensor, may_encrypt, beacon };
  Sender sender = Sender::sensor;
};

}  // namespace gatewarden::ble
