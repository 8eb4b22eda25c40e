// What the name of a Govee device says: "GVH5075_1234", "Govee_H5074_1234", "B5178D2C8C", "GV51230B3D".
#pragma once

#include <cstdint>
#include <string_view>

namespace gatewarden::ble {

struct GoveeName {
  enum class Kind : std::uint8_t { none, of_model, cut, of_stranger };
  Kind kind = Kind::none;   // cut: one of theirs, too short for its model; none: nameless
  std::uint16_t model = 0;  // 5075; 0: not told
};

GoveeName read_govee_name(std::string_view name);

}  // namespace gatewarden::ble
