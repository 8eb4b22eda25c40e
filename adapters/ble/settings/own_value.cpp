#include "adapters/ble/settings/own_value.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::array<OwnValueWords, kOwnValues> kWords{{
    {"rssi", "how strongly it is received, dBm"},
    {"rate", "its advertisements a minute in which the radio listened"},
    {"rate_to_habit", "the same in percent of what is usual for it; after an hour"},
    {"air_coverage", "the share of time in which the radio listened, percent"},
    {"advertisements", "how many were heard"},
    {"rssi_jump", "how often it was suddenly received 15 dB stronger or weaker by one adapter"},
    {"reboots", "how often its uptime or its counters began anew"},
    {"replays", "how often an old packet came again, of a format with authentication"},
    {"out_of_order", "how often a counter fell in a format without authentication"},
    {"bad_mic", "how often a packet did not fit its key"},
    {"downgrades", "how often plain data came in the place of encrypted ones"},
    {"address_mismatches", "how often the address inside was not the sender's"},
    {"new_service_ids", "how often a service appeared that it did not have"},
    {"new_manufacturer_ids", "how often a manufacturer's id appeared that it did not have"},
    {"address_changes", "how often it showed another address"},
    {"name_changes", "how often it showed another name"},
    {"format_changes", "how often its data came in another format"},
    {"identity_conflicts", "how often two devices claimed to be it"},
}};

}  // namespace

std::span<const OwnValueWords, kOwnValues> own_values() { return kWords; }

std::optional<OwnValue> parse_own_value(std::string_view text) {
  for (std::size_t i = 0; i < kOwnValues; ++i) {
    if (kWords[i].name == text) return static_cast<OwnValue>(i);
  }
  return std::nullopt;
}

}  // namespace gatewarden::ble
