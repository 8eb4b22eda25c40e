// What the fleet file says of all devices of a profile: profiles.<name>.ble
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ble/slices/slice_format.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

struct ProfileSettings {
  std::vector<std::string> formats;       // by name; empty: whichever is recognised
  std::optional<SliceFormat> slice;       // a format of the fleet's own
  Duration min_interval{};                // between two advertisements that are decoded for their values
  std::optional<std::int8_t> rssi_floor;  // dBm; what is heard more weakly is only counted

  friend bool operator==(const ProfileSettings&, const ProfileSettings&) = default;
};

}  // namespace gatewarden::ble
