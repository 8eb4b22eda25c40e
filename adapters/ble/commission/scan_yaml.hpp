// The devices of a scan as a fleet file: a profile for each kind of them, a child for each device of a known format. It passes
// `gatewarden check` as it is.
#pragma once

#include <string>

#include "adapters/ble/commission/heard_devices.hpp"

namespace gatewarden::ble {

// Where they are to stand.
struct YamlPlace {
  std::string gateway = "ble-gw";  // its thing
  std::string link = "air";
  bool in_fleet = false;    // gateway and link stand in a fleet file already: profiles and children only
  std::string replay = {};  // the recording that was read, instead of a radio
  std::string keys = {};    // the key file; or empty
};

// Empty if no device has a known format.
std::string scan_yaml(const HeardDevices& devices, const YamlPlace& place);

}  // namespace gatewarden::ble
