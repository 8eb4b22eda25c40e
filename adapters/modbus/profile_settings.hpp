// profiles.<name>.modbus: what holds for all values of a model, and how its devices like to be read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/modbus/read_planner.hpp"
#include "adapters/modbus/register_value.hpp"
#include "gateway/config/section.hpp"

namespace gatewarden::modbus {

// "1000-1010, 2000", by table; addresses count from the profile's base.
struct Addresses {
  std::string holding, input, coil, discrete;
  friend bool operator==(const Addresses&, const Addresses&) = default;
};

struct ProfileSettings {
  std::uint8_t base = 0;                                // what the data sheet counts addresses from
  Order order = Order::abcd;                            // of values that do not say
  bool sunspec_no_value = false;                        // for values that do not say
  std::optional<std::uint16_t> max_registers, max_gap;  // instead of the link's
  Addresses read_sensitive;  // never read along: reading changes something in the device

  PlanLimits limits(const PlanLimits& of_link) const;
  std::vector<Range> sensitive() const;
  friend bool operator==(const ProfileSettings&, const ProfileSettings&) = default;
};

config::Section<ProfileSettings> profile_section();

}  // namespace gatewarden::modbus
