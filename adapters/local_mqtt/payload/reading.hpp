// What came of one payload.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/local_mqtt/payload/payload_faults.hpp"

namespace gatewarden::local_mqtt {

struct Reading {
  std::uint32_t samples = 0;  // values handed on
  std::uint32_t missing = 0;  // values that it says are unknown; all of them if it has no wanted key
  bool has_none = false;      // of the wanted keys
  PayloadFaults faults;
  // The first fault that lost something, else that it has no wanted key, else what was mended: in words, with the place
  // and a printable piece of the payload. Empty: none of these.
  std::string example;

  bool clean() const { return example.empty(); }
  void fail(Fault fault, const std::string& words) {
    if (faults.lost() == 0) example = words;
    faults.add(fault);
  }
};

}  // namespace gatewarden::local_mqtt
