// AD structures, put together in a fixed buffer: how BlueZ's dictionaries become one advertisement again.
// Source: Core Specification vol 3 part C, 11.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/air/elements.hpp"

namespace gatewarden::ble {

class Payload {
 public:
  static constexpr std::size_t kMaxElement = 254;  // bytes behind the type: its length is one byte

  // Whole or not at all. False: it is too long, or the payload is full.
  bool add(std::uint8_t type, Bytes first, Bytes second = {});
  // AD structures as they are.
  bool add_whole(Bytes elements);
  void clear() { size_ = 0; }
  bool empty() const { return size_ == 0; }
  Bytes bytes() const { return {bytes_.data(), size_}; }

 private:
  std::array<std::uint8_t, kMaxPayload> bytes_;
  std::size_t size_ = 0;
};

}  // namespace gatewarden::ble
