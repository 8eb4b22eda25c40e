// Randomness for jitter in eight bytes.
#pragma once

#include <cstdint>
#include <random>

namespace gatewarden {

// seed_seq makes similar seeds give unlike numbers.
inline std::minstd_rand small_random(std::uint64_t seed) {
  std::seed_seq mixed{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  return std::minstd_rand(mixed);
}

}  // namespace gatewarden
