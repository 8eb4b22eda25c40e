// Samples a second of each link, smoothed over some five seconds. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace gatewarden::app {

class LinkRates {
 public:
  explicit LinkRates(SteadyTime began) : last_(began) {}

  // Whether all links' counts are due: half a second or more after the last time.
  bool begin(SteadyTime now);
  // `samples`: over its replacements; a lower number: it left the fleet and came back.
  void take(const std::string& link, std::uint64_t samples);
  double per_second(std::string_view link) const;

 private:
  struct Rate {
    std::uint64_t samples = 0;
    double per_second = 0;
  };
  SteadyTime last_;
  double seconds_ = 0;  // between the last two counts
  std::map<std::string, Rate, std::less<>> rates_;
};

}  // namespace gatewarden::app
