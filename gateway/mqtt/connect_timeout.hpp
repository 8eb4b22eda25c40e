#pragma once

#include <chrono>
#include <string>

#include "gateway/base/clock.hpp"

namespace gatewarden::mqtt {

inline std::string timed_out(const std::string& endpoint, Duration limit) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
  return "no connection to " + endpoint + " within " + std::to_string(milliseconds) +
         " ms (name look-up, TCP, TLS and CONNACK together)";
}

}  // namespace gatewarden::mqtt
