// Numbers in the bytes of strangers. Whoever reads has checked the length before.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace gatewarden::ble {

using Bytes = std::span<const std::uint8_t>;

// `width` bytes at `at`, 1 to 8 of them.
inline std::uint64_t big(Bytes bytes, std::size_t at, std::size_t width) {
  assert(at + width <= bytes.size() && width <= 8);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < width; ++i) number = number << 8 | bytes[at + i];
  return number;
}

inline std::uint64_t little(Bytes bytes, std::size_t at, std::size_t width) {
  assert(at + width <= bytes.size() && width <= 8);
  std::uint64_t number = 0;
  for (std::size_t i = width; i-- > 0;) number = number << 8 | bytes[at + i];
  return number;
}

// Of two's complement.
inline std::int64_t with_sign(std::uint64_t number, std::size_t width) {
  const std::size_t unused = 64 - 8 * width;
  return static_cast<std::int64_t>(number << unused) >> unused;
}

inline std::int64_t big_signed(Bytes bytes, std::size_t at, std::size_t width) {
  return with_sign(big(bytes, at, width), width);
}

inline std::int64_t little_signed(Bytes bytes, std::size_t at, std::size_t width) {
  return with_sign(little(bytes, at, width), width);
}

}  // namespace gatewarden::ble
