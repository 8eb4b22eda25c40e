#include "adapters/ble/ble_codes.hpp"

#include <array>

namespace gatewarden::ble {
namespace {

constexpr std::array<config::CodeEntry, 12> kCodes{{
    {"B001", "a value that nothing on the air has",
     "Write a name such as temperature, battery, rssi or replays."},
    {"B002", "an address that is none", "Write six bytes: \"CB:B8:33:4C:88:4F\"."},
    {"B003", "an iBeacon that cannot be read", "Write UUID/MAJOR/MINOR."},
    {"B004", "an Eddystone UID that cannot be read", "Write its 20 digits of namespace and 12 of instance."},
    {"B005", "a characteristic that cannot be read", "Write its UUID: 2a6e, or all 32 digits."},
    {"B006", "keys of a radio beside a recording, or the reverse",
     "Write `replay` and `speed`, or the keys of the radio."},
    {"B007", "an adapter that may be switched off under an advertisement monitor",
     "Leave `power_cycle` out, or listen `by: discovery`."},
    {"B008", "keys of a characteristic on a value that is advertised",
     "Leave them out, or ask for the value: `gatt`. Bytes of an advertisement are told in the profile's `slice`."},
    {"B009", "two children that cannot be told apart",
     "Give each its own address, irk, beacon, name or serial."},
    {"B010", "a private address without the file of its key",
     "Name the file under the link's `keys`, with a line \"NAME irk hexkey\"."},
    {"B011", "a value that the format does not have",
     "Name another value, or leave the profile's `format` out."},
    {"B012", "values to ask for on a link that plays a recording",
     "Leave `gatt` values out of profiles of such links."},
}};

}  // namespace

std::span<const config::CodeEntry> codes() { return kCodes; }

}  // namespace gatewarden::ble
