#pragma once

#include <catch2/catch.hpp>

#include "adapters/modbus/modbus_protocol.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"
#include "adapters/modbus/settings/value_source.hpp"
#include "gateway/config/text/environment.hpp"
#include "gateway/config/text/read_yaml.hpp"

namespace gatewarden::modbus {

inline config::Environment no_environment() {
  return config::Environment([](const std::string&) { return std::nullopt; });
}

template <class T>
std::optional<T> read(const config::AnyType& type, const std::string& yaml, config::Problems& problems) {
  const auto node =
      config::read_yaml(yaml, std::make_shared<const std::string>("fleet.yaml"), no_environment(), problems);
  REQUIRE(node);
  const std::any value = type.read(*node, problems);
  const T* read = std::any_cast<T>(&value);
  return read ? std::optional<T>(*read) : std::nullopt;
}

}  // namespace gatewarden::modbus
