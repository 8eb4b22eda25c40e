// What passed over one link, besides its devices' counters; and their samples, so that nobody adds them up.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "gateway/base/lateness.hpp"

namespace gatewarden::modbus {

struct LinkCounters {
  std::uint64_t connects = 0, failures = 0;  // opened, could not be opened
  std::uint64_t losses = 0;                  // broken, or closed by the peer under a request
  std::uint64_t sent_bytes = 0, received_bytes = 0;
  std::uint64_t unsolicited = 0;              // answers nobody asked for
  std::uint64_t samples = 0;                  // of all devices, also of those no longer assigned
  std::uint64_t gone_errors = 0;              // of devices no longer assigned,
  std::map<std::string, std::uint64_t> gone;  // and their other counts
  // From a cycle's due time to its first request: below 1 ms, 2 ms, ... above 1 h.
  Lateness<1, 24> start_delay;
};

}  // namespace gatewarden::modbus
