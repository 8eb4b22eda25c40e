// What the gateway itself knows of a child on the air: the security view, and how it is received.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gatewarden::ble {

// In the order of the table in own_value.cpp. Events: each report says how many there were since the one before.
enum class OwnValue : std::uint8_t {
  rssi,            // dBm, of each advertisement
  rate,            // advertisements a minute of listening
  rate_to_habit,   // the same in percent of what is usual for the child
  air_coverage,    // share of time in which the radio listened, in percent
  advertisements,  // the first of the counts
  rssi_jump,       // the first of the events
  reboots,
  replays,
  out_of_order,
  bad_mic,
  downgrades,
  address_mismatches,
  new_service_ids,
  new_manufacturer_ids,
  address_changes,
  name_changes,
  format_changes,
  identity_conflicts,
};
inline constexpr std::size_t kOwnValues = static_cast<std::size_t>(OwnValue::identity_conflicts) + 1;

constexpr bool is_counted(OwnValue value) { return value >= OwnValue::advertisements; }
// It does not happen to a sound device.
constexpr bool is_event(OwnValue value) { return value >= OwnValue::rssi_jump; }

struct OwnValueWords {
  std::string_view name;
  std::string_view sentence;  // for people
};
std::span<const OwnValueWords, kOwnValues> own_values();  // in the order of the enumerators
inline std::string_view to_text(OwnValue value) { return own_values()[static_cast<std::size_t>(value)].name; }
std::optional<OwnValue> parse_own_value(std::string_view text);

}  // namespace gatewarden::ble
