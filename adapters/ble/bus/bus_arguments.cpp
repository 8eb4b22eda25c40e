#include "adapters/ble/bus/bus_arguments.hpp"

#include <sdbus-c++/Message.h>
#include <sdbus-c++/Types.h>

namespace gatewarden::ble {

namespace {

sdbus::Variant boxed(const BusOption& option) {
  return std::visit([](const auto& value) { return sdbus::Variant(value); }, option);
}

}  // namespace

void append(sdbus::MethodCall& call, const BusArgument& argument) {
  if (const auto* text = std::get_if<std::string>(&argument)) {
    call << *text;
  } else if (const auto* path = std::get_if<BusPath>(&argument)) {
    call << sdbus::ObjectPath(path->text);
  } else if (const auto* option = std::get_if<BusOption>(&argument)) {
    call << boxed(*option);
  } else {
    std::map<std::string, sdbus::Variant> options;
    for (const auto& [name, value] : std::get<BusOptions>(argument)) options.emplace(name, boxed(value));
    call << options;
  }
}

}  // namespace gatewarden::ble
