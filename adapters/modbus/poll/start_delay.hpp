// How late cycles begin after their time on the grid: the drift a link's load causes. A histogram of powers
// of two, small enough for a thousand links. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class StartDelay {
 public:
  void add(Duration late) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(late).count();
    const auto bucket = std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 0)));
    ++buckets_[std::min<std::size_t>(static_cast<std::size_t>(bucket), buckets_.size() - 1)];
    ++count_;
  }
  // At most this late was the share `q` of all cycles; rounded up to a power of two
  // milliseconds. 0 when there were none.
  Duration quantile(double q) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets_.size() && count_ > 0; ++i) {
      seen += buckets_[i];
      if (seen >= wanted) return std::chrono::milliseconds(std::int64_t{1} << i);
    }
    return Duration::zero();
  }

 private:
  std::array<std::uint32_t, 24> buckets_{};  // below 1 ms, 2 ms, ... above 1 h
  std::uint64_t count_ = 0;
};

}  // namespace gatewarden::modbus
