// What speaks against an open line rather than one unit: unexpected frames, and time-outs in a row without a
// single frame between them. Pure.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

#include "adapters/modbus/settings/link_settings.hpp"

namespace gatewarden::modbus {

class LineDoubts {
 public:
  explicit LineDoubts(const LinkSettings& settings)
      : is_rtu_(settings.is_rtu()), misses_(settings.misses), places_(settings.outstanding) {}

  void reset();
  void unanswered(std::uint8_t unit);
  // Any frame came.
  void heard();
  // It answers a request, or nothing.
  void expected() { unexpected_ = 0; }
  void unexpected() { ++unexpected_; }

  // Time-outs since the last frame.
  unsigned silence() const { return silence_; }
  // Enough time-outs, and not of one unit alone if there are others. `units`: different ids of `devices`.
  bool seems_dead(std::size_t devices, unsigned units) const;
  // The peer sends nothing else.
  bool only_unexpected() const { return unexpected_ > kMaxUnexpected; }

 private:
  static constexpr unsigned kMaxUnexpected = 64;
  unsigned limit(unsigned devices) const;

  bool is_rtu_;
  unsigned misses_;
  unsigned places_;
  unsigned silence_ = 0;
  std::bitset<256> silent_;  // units with time-outs
  unsigned unexpected_ = 0;  // frames since the last expected one
};

}  // namespace gatewarden::modbus
