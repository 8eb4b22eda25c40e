// What a call may have as arguments.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>

namespace sdbus {
class MethodCall;
}

namespace gatewarden::ble {

struct BusPath {
  std::string text;
};
using BusOption = std::variant<bool, std::int16_t, std::string>;  // in a variant: v
using BusOptions = std::map<std::string, BusOption>;              // a{sv}
using BusArgument = std::variant<std::string, BusPath, BusOptions, BusOption>;

void append(sdbus::MethodCall& call, const BusArgument& argument);

}  // namespace gatewarden::ble
