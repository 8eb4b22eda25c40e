#include "adapters/ble/decoding/quantity.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::ble {
namespace {

struct Row {
  Quantity quantity;
  std::string_view name, unit;
};

constexpr Row kRows[] = {
    {Quantity::temperature, "temperature", "°C"},
    {Quantity::temperature_alarm, "temperature_alarm", "°C"},
    {Quantity::low_temperature_alarm, "low_temperature_alarm", "°C"},
    {Quantity::temperature_alert, "temperature_alert", ""},
    {Quantity::temperature_trigger, "temperature_trigger", ""},
    {Quantity::dew_point, "dew_point", "°C"},
    {Quantity::humidity, "humidity", "%"},
    {Quantity::humidity_alert, "humidity_alert", ""},
    {Quantity::humidity_trigger, "humidity_trigger", ""},
    {Quantity::moisture, "moisture", "%"},
    {Quantity::pressure, "pressure", "hPa"},
    {Quantity::illuminance, "illuminance", "lx"},
    {Quantity::light_level, "light_level", ""},
    {Quantity::uv_index, "uv_index", ""},
    {Quantity::co2, "co2", "ppm"},
    {Quantity::pm1, "pm1", "µg/m³"},
    {Quantity::pm25, "pm25", "µg/m³"},
    {Quantity::pm4, "pm4", "µg/m³"},
    {Quantity::pm10, "pm10", "µg/m³"},
    {Quantity::tvoc, "tvoc", "µg/m³"},
    {Quantity::voc_index, "voc_index", ""},
    {Quantity::nox_index, "nox_index", ""},
    {Quantity::formaldehyde, "formaldehyde", "mg/m³"},
    {Quantity::radon, "radon", "Bq/m³"},
    {Quantity::radiation_total, "radiation_total", "nSv"},
    {Quantity::radiation_rate, "radiation_rate", "nSv/h"},
    {Quantity::radiation_duration, "radiation_duration", "s"},
    {Quantity::conductivity, "conductivity", "µS/cm"},
    {Quantity::battery, "battery", "%"},
    {Quantity::battery_voltage, "battery_voltage", "V"},
    {Quantity::battery_low, "battery_low", ""},
    {Quantity::battery_charging, "battery_charging", ""},
    {Quantity::consumable, "consumable", "%"},
    {Quantity::voltage, "voltage", "V"},
    {Quantity::current, "current", "A"},
    {Quantity::power, "power", "W"},
    {Quantity::energy, "energy", "kWh"},
    {Quantity::gas_volume, "gas_volume", "m³"},
    {Quantity::water, "water", "L"},
    {Quantity::volume, "volume", "L"},
    {Quantity::volume_storage, "volume_storage", "L"},
    {Quantity::volume_flow_rate, "volume_flow_rate", "m³/h"},
    {Quantity::level, "level", "m"},
    {Quantity::reading_quality, "reading_quality", ""},
    {Quantity::mass, "mass", "kg"},
    {Quantity::mass_lb, "mass_lb", "lb"},
    {Quantity::distance, "distance", "m"},
    {Quantity::speed, "speed", "m/s"},
    {Quantity::acceleration, "acceleration", "m/s²"},
    {Quantity::acceleration_x, "acceleration_x", "g"},
    {Quantity::acceleration_y, "acceleration_y", "g"},
    {Quantity::acceleration_z, "acceleration_z", "g"},
    {Quantity::gyroscope, "gyroscope", "°/s"},
    {Quantity::rotation, "rotation", "°"},
    {Quantity::rotational_speed, "rotational_speed", "rpm"},
    {Quantity::direction, "direction", "°"},
    {Quantity::pitch, "pitch", "°"},
    {Quantity::roll, "roll", "°"},
    {Quantity::tilt_x, "tilt_x", ""},
    {Quantity::tilt_y, "tilt_y", ""},
    {Quantity::precipitation, "precipitation", "mm"},
    {Quantity::duration, "duration", "s"},
    {Quantity::uptime, "uptime", "s"},
    {Quantity::idle_time, "idle_time", "s"},
    {Quantity::interval, "interval", "s"},
    {Quantity::age, "age", "s"},
    {Quantity::seconds_since_motion, "seconds_since_motion", "s"},
    {Quantity::seconds_since_opening, "seconds_since_opening", "s"},
    {Quantity::seconds_occupied, "seconds_occupied", "s"},
    {Quantity::seconds_empty, "seconds_empty", "s"},
    {Quantity::timestamp, "timestamp", "s since 1970"},
    {Quantity::tx_power, "tx_power", "dBm"},
    {Quantity::tx_power_0m, "tx_power_0m", "dBm"},
    {Quantity::tx_power_1m, "tx_power_1m", "dBm"},
    {Quantity::wifi_rssi, "wifi_rssi", "dBm"},
    {Quantity::packet_id, "packet_id", ""},
    {Quantity::sequence, "sequence", ""},
    {Quantity::adv_count, "adv_count", ""},
    {Quantity::movement_counter, "movement_counter", ""},
    {Quantity::count, "count", ""},
    {Quantity::entries, "entries", ""},
    {Quantity::exits, "exits", ""},
    {Quantity::button_count, "button_count", ""},
    {Quantity::channel, "channel", ""},
    {Quantity::sensor, "sensor", ""},
    {Quantity::status, "status", ""},
    {Quantity::flags, "flags", ""},
    {Quantity::settings_revision, "settings_revision", ""},
    {Quantity::device_type_id, "device_type_id", ""},
    {Quantity::product_id, "product_id", ""},
    {Quantity::major, "major", ""},
    {Quantity::minor, "minor", ""},
    {Quantity::calibrating, "calibrating", ""},
    {Quantity::trigger, "trigger", ""},
    {Quantity::generic, "generic", ""},
    {Quantity::power_on, "power_on", ""},
    {Quantity::opening, "opening", ""},
    {Quantity::left_open, "left_open", ""},
    {Quantity::forced, "forced", ""},
    {Quantity::carbon_monoxide, "carbon_monoxide", ""},
    {Quantity::cold, "cold", ""},
    {Quantity::connectivity, "connectivity", ""},
    {Quantity::door, "door", ""},
    {Quantity::garage_door, "garage_door", ""},
    {Quantity::gas_detected, "gas_detected", ""},
    {Quantity::heat, "heat", ""},
    {Quantity::light, "light", ""},
    {Quantity::lock, "lock", ""},
    {Quantity::moisture_detected, "moisture_detected", ""},
    {Quantity::motion, "motion", ""},
    {Quantity::moving, "moving", ""},
    {Quantity::occupancy, "occupancy", ""},
    {Quantity::plug, "plug", ""},
    {Quantity::presence, "presence", ""},
    {Quantity::problem, "problem", ""},
    {Quantity::running, "running", ""},
    {Quantity::safety, "safety", ""},
    {Quantity::smoke, "smoke", ""},
    {Quantity::sound, "sound", ""},
    {Quantity::tamper, "tamper", ""},
    {Quantity::vibration, "vibration", ""},
    {Quantity::window, "window", ""},
    {Quantity::reed, "reed", ""},
    {Quantity::output, "output", ""},
    {Quantity::magnet, "magnet", ""},
    {Quantity::overload, "overload", ""},
    {Quantity::button, "button", ""},
    {Quantity::button_1, "button_1", ""},
    {Quantity::key, "key", ""},
    {Quantity::dimmer, "dimmer", ""},
    {Quantity::dimmer_steps, "dimmer_steps", ""},
    {Quantity::command, "command", ""},
    {Quantity::command_argument, "command_argument", ""},
    {Quantity::text, "text", ""},
    {Quantity::raw, "raw", ""},
    {Quantity::firmware, "firmware", ""},
    {Quantity::model, "model", ""},
    {Quantity::url, "url", ""},
    {Quantity::uuid, "uuid", ""},
    {Quantity::namespace_id, "namespace", ""},
    {Quantity::instance, "instance", ""},
    {Quantity::eid, "eid", ""},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(kRows); ++i)
    if (static_cast<std::size_t>(kRows[i].quantity) != i) return false;
  return true;
}
static_assert(in_order(), "a row is found by its number");

constexpr auto kQuantities = [] {
  std::array<Quantity, std::size(kRows)> all{};
  std::transform(std::begin(kRows), std::end(kRows), all.begin(),
                 [](const Row& row) { return row.quantity; });
  return all;
}();

constexpr std::string_view kProbe = "_probe";

std::optional<Quantity> parse_quantity(std::string_view name) {
  const auto* row =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& one) { return one.name == name; });
  return row == std::end(kRows) ? std::nullopt : std::optional(row->quantity);
}

}  // namespace

std::string_view name_of(Quantity quantity) { return kRows[static_cast<std::size_t>(quantity)].name; }

std::string_view unit_of(Quantity quantity) { return kRows[static_cast<std::size_t>(quantity)].unit; }

std::span<const Quantity> quantities() { return kQuantities; }

bool is_text(Quantity quantity) {
  switch (quantity) {
    case Quantity::button:
    case Quantity::key:
    case Quantity::dimmer:
    case Quantity::command:
    case Quantity::text:
    case Quantity::raw:
    case Quantity::firmware:
    case Quantity::model:
    case Quantity::url:
    case Quantity::uuid:
    case Quantity::namespace_id:
    case Quantity::instance:
    case Quantity::eid:
      return true;
    default:
      return false;
  }
}

bool is_possible(Quantity quantity, double value) {
  switch (quantity) {
    case Quantity::humidity:
    case Quantity::moisture:
    case Quantity::battery:
    case Quantity::consumable:
      return value >= 0 && value <= 100;
    case Quantity::temperature:
    case Quantity::dew_point:
      return value >= -273.15;
    default:
      return true;
  }
}

std::string to_text(ValueName name) {
  std::string text(name_of(name.quantity));
  if (name.probe) text += kProbe;
  if (name.probe || name.nth > 1) text += "_" + std::to_string(name.nth);
  return text;
}

std::optional<ValueName> parse_value_name(std::string_view text) {
  if (const auto quantity = parse_quantity(text)) return ValueName{*quantity, 1, false};
  const std::size_t end = text.rfind('_');
  if (end == std::string_view::npos) return std::nullopt;
  const auto nth = parse_number<std::uint8_t>(text.substr(end + 1));
  std::string_view word = text.substr(0, end);
  const bool probe = word.ends_with(kProbe);
  if (probe) word.remove_suffix(kProbe.size());
  const auto quantity = parse_quantity(word);
  if (!quantity || !nth) return std::nullopt;
  const ValueName name{*quantity, *nth, probe};
  return to_text(name) == text ? std::optional(name)
                               : std::nullopt;  // no "temperature_1", no "temperature_02"
}

}  // namespace gatewarden::ble
