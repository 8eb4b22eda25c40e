// The region that the name of an AWS IoT endpoint says.
#pragma once

#include <string_view>

namespace gatewarden {

// "eu-central-1" of "abc-ats.iot.eu-central-1.amazonaws.com"; empty for names of another kind.
inline std::string_view region_of_endpoint(std::string_view endpoint) {
  constexpr std::string_view kBefore = ".iot.", kAfter = ".amazonaws.com";
  const std::size_t begin = endpoint.find(kBefore);
  const std::size_t end = endpoint.find(kAfter);
  if (begin == std::string_view::npos || end == std::string_view::npos || begin + kBefore.size() >= end)
    return {};
  return endpoint.substr(begin + kBefore.size(), end - begin - kBefore.size());
}

}  // namespace gatewarden
