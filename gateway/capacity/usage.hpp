#pragma once

#include <string>

namespace gatewarden::capacity {

// One limit of the connection.
struct Usage {
  std::string what;        // "publishes/s"
  std::string arithmetic;  // "47 reports / 300 s x 2 (report and answer)"
  double used = 0;
  double limit = 0;
  std::string too_much{};  // what follows and what helps, if it does not fit
  bool fits() const { return used <= limit; }
};

}  // namespace gatewarden::capacity
