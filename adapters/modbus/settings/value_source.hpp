// A metric's `from:`: registers, a formula over several, or what the gateway knows of the unit.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/modbus/identity/inspection.hpp"
#include "adapters/modbus/registers/expression.hpp"
#include "adapters/modbus/settings/register_number.hpp"
#include "adapters/modbus/settings/register_source.hpp"
#include "adapters/modbus/settings/traffic_keys.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

inline constexpr std::size_t kMaxOperands = 16;  // of one computed value

// A value in registers, or computed from others that are read but not reported.
struct ValueSource : RegisterSource {
  std::optional<std::string> compute;  // an Expression over the names in `of`
  std::map<std::string, RegisterSource> of;
  // Not from its registers:
  std::optional<IdentityPart> identity;
  std::optional<SettingsPart> settings;
  std::optional<TrafficPart> traffic;
  std::optional<Duration> every;  // only if less often than the profile

  bool in_registers() const { return !identity && !settings && !traffic; }
  std::vector<std::string> operand_names() const;
  Expression expression() const;
  ValueSource canonical() const;  // as RegisterSource::canonical; a formula without blanks
  friend bool operator==(const ValueSource&, const ValueSource&) = default;
};

}  // namespace gatewarden::modbus
