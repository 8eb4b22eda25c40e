// Whatever hears advertisements: BlueZ's discovery, its advertisement monitor, a recording. It supervises itself: what fails
// is said once and tried again; it never ends by itself. On the loop's thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/air/elements.hpp"
#include "gateway/base/result.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::ble {

class RadioListener {
 public:
  virtual ~RadioListener() = default;
  virtual void heard(const Advertisement& advertisement) = 0;
};

struct RadioSnapshot {
  LinkState state = LinkState::stopped;
  std::string endpoint;  // "hci0 (AA:BB:CC:DD:EE:FF) by discovery", "replay of FILE"
  std::string why;       // last trouble, with the remedy; empty if all is well
  std::optional<Duration> retry_in;
  double coverage = 1;                            // share of the time in which it really listened
  std::map<std::string, std::uint64_t> counters;  // "discovery_restarts", "power_cycles", "bus_losses", ...
};

class Radio {
 public:
  virtual ~Radio() = default;
  // The listener outlives it.
  virtual void start(RadioListener& listener) = 0;
  virtual void stop() = 0;  // hands on nothing after it returns
  virtual RadioSnapshot snapshot() const = 0;
};

}  // namespace gatewarden::ble
