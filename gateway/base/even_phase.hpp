// The k-th point of the golden-ratio sequence in [0, 1). Any number of points lies evenly (three-distance
// theorem: at most three gap lengths); a new one moves no other.
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
