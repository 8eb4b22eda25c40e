// What a sensor may tell. One name has one unit everywhere: formats convert.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatewarden::ble {

// In the order of the table in quantity.cpp, which has each one's name and unit.
enum class Quantity : std::uint8_t {
  temperature, dew_point, humidity, moisture, battery, pressure, illuminance, co2, pm1, pm25, pm4, pm10, tvoc,
  // ... (all names of the specification; sorted by what belongs together)
};

// "temperature"; "temperature_2" the second of an advertisement; "temperature_probe_1" that of a probe.
struct ValueName {
  Quantity quantity{};
  std::uint8_t nth = 1;   // of a probe: its number
  bool probe = false;
  friend bool operator==(const ValueName&, const ValueName&) = default;
};

std::string to_text(ValueName name);
std::optional<ValueName> parse_value_name(std::string_view text);
std::string_view unit_of(Quantity quantity);  // "°C"; empty: none

}  // namespace gatewarden::ble
