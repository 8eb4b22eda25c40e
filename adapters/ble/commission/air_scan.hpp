// Listens to a radio or a recording: collects the devices, or writes each advertisement as JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/ble/commission/heard_devices.hpp"
#include "adapters/ble/radio/radio.hpp"

namespace gatewarden::ble {

class AirScan final : public RadioListener {
 public:
  struct Options {
    std::function<void(const HeardDevice&)> found = {};  // a device of a known format; or empty
    std::function<void(std::string_view)> json = {};     // whole lines; empty: none are made
    std::size_t json_at_once = 0;                        // gathered before they are handed on
    std::optional<std::int64_t> most_us = {};            // of the recording's time
    std::function<void()> done = {};                     // once, when that is over
  };

  // The keys outlive it.
  AirScan(const Keys& keys, Options options) : options_(std::move(options)), devices_(keys) {}

  void heard(const Advertisement& advertisement) override;
  // The last lines of JSON.
  void flush();
  const HeardDevices& devices() const { return devices_; }

 private:
  bool over(std::int64_t unix_us);

  Options options_;
  HeardDevices devices_;
  Decoded decoded_;
  std::string lines_;
  std::optional<std::int64_t> began_us_;
  bool done_ = false;
};

}  // namespace gatewarden::ble
