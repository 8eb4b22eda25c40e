#pragma once

#include <array>
#include <cstdint>

namespace gatewarden::ble {

// How an element of an advertisement begins, for an advertisement monitor.
struct MonitorPattern {
  std::uint8_t ad_type = 0;
  std::array<std::uint8_t, 4> begins{};
  std::uint8_t length = 0;  // of `begins`, 1 to 4
};

}  // namespace gatewarden::ble
