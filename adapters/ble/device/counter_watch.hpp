// What the falling of a device's uptime, or of a counter without authentication, means. Counters with authentication are
// judged where they are decoded. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "adapters/ble/decoding/decoded.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

class CounterWatch {
 public:
  enum class Fall : std::uint8_t { none, reboot, out_of_order };

  Fall saw(const Decoded& decoded, std::uint16_t adapter, SteadyTime at);

 private:
  Fall judge_uptime(std::uint32_t now);
  Fall judge_counter(std::uint32_t now, std::uint8_t bits, Duration since) const;

  const char* format_ = nullptr;  // whose counters they are: a device may send several formats
  SteadyTime at_{};
  std::optional<std::uint32_t> since_start_, counter_;
  std::uint8_t bits_ = 0;
  std::uint16_t adapter_ = 0;
};

}  // namespace gatewarden::ble
