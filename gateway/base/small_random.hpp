// Randomness for jitter in eight bytes.
#pragma once

#include <cstdint>
#include <random>

namespace gatewarden {

// Seeds that differ by little give unlike numbers: seed_seq mixes them first.
inline std::minstd_rand small_random(std::uint64_t seed) {
  std::seed_seq mixed{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  return std::minstd_rand(mixed);
}

}  // namespace gatewarden
