// The k-th point of the golden-ratio sequence in [0, 1): however many points are taken, they lie evenly
// (three-distance theorem: gaps of at most three lengths), and one more moves none of the others. Pure.
#pragma once

#include <cmath>
#include <cstdint>

namespace gatewarden {

inline double even_phase(std::uint64_t rank) {
  constexpr double kGoldenRatio = 0.6180339887498949;
  const double turns = static_cast<double>(rank) * kGoldenRatio;
  return turns - std::floor(turns);
}

}  // namespace gatewarden
