// What a sensor may tell. One name has one unit everywhere: formats convert.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gatewarden::ble {

// In the order of the table in quantity.cpp, which has each one's name and unit. What has no unit is a count, a state of 0
// or 1, a word or a text.
// clang-format off: a line for each says no more
enum class Quantity : std::uint8_t {
  temperature,
  temperature_alarm,
  low_temperature_alarm,
  temperature_alert,
  temperature_trigger,
  dew_point,
  humidity,
  humidity_alert,
  humidity_trigger,
  moisture,
  pressure,
  illuminance,
  light_level,
  uv_index,
  co2,
  pm1,
  pm25,
  pm4,
  pm10,
  tvoc,
  voc_index,
  nox_index,
  formaldehyde,
  radon,
  radiation_total,
  radiation_rate,
  radiation_duration,
  conductivity,
  battery,
  battery_voltage,
  battery_low,
  battery_charging,
  consumable,
  voltage,
  current,
  power,
  energy,
  gas_volume,
  water,
  volume,
  volume_storage,
  volume_flow_rate,
  level,
  reading_quality,
  mass,
  mass_lb,
  distance,
  speed,
  acceleration,
  acceleration_x,
  acceleration_y,
  acceleration_z,
  gyroscope,
  rotation,
  rotational_speed,
  direction,
  pitch,
  roll,
  tilt_x,
  tilt_y,
  precipitation,
  duration,
  uptime,
  idle_time,
  interval,
  age,
  seconds_since_motion,
  seconds_since_opening,
  seconds_occupied,
  seconds_empty,
  timestamp,
  tx_power,
  tx_power_0m,
  tx_power_1m,
  wifi_rssi,
  packet_id,
  sequence,
  adv_count,
  movement_counter,
  count,
  entries,
  exits,
  button_count,
  channel,
  sensor,
  status,
  flags,
  settings_revision,
  device_type_id,
  product_id,
  major,
  minor,
  calibrating,
  trigger,
  generic,
  power_on,
  opening,
  left_open,
  forced,
  carbon_monoxide,
  cold,
  connectivity,
  door,
  garage_door,
  gas_detected,
  heat,
  light,
  lock,
  moisture_detected,
  motion,
  moving,
  occupancy,
  plug,
  presence,
  problem,
  running,
  safety,
  smoke,
  sound,
  tamper,
  vibration,
  window,
  reed,
  output,
  magnet,
  overload,
  button,
  button_1,  // of senders that count from 0: button, button_1, button_2
  key,
  dimmer,
  dimmer_steps,
  command,
  command_argument,
  text,
  raw,
  firmware,
  model,
  url,
  uuid,
  namespace_id,
  instance,
  eid,
};
// clang-format on

// "temperature"; "temperature_2" the second of an advertisement; "temperature_probe_1" that of a probe.
struct ValueName {
  Quantity quantity{};
  std::uint8_t nth = 1;  // of a probe: its number
  bool probe = false;
  friend bool operator==(const ValueName&, const ValueName&) = default;
};

std::string to_text(ValueName name);
std::optional<ValueName> parse_value_name(std::string_view text);
std::string_view name_of(Quantity quantity);
std::string_view unit_of(Quantity quantity);  // "°C"; empty: none
std::span<const Quantity> quantities();       // all there are
bool is_text(Quantity quantity);              // its content is a word or a text, never a number
// No share above all of it, nothing colder than nothing. What a sensor's own limits are, its format knows.
bool is_possible(Quantity quantity, double value);

}  // namespace gatewarden::ble
