#include "adapters/ble/ble_codes.hpp"

#include <array>

namespace gatewarden::ble {
namespace {

constexpr std::array<config::CodeEntry, 26> kCodes{{
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
    {"B101", "a slice for a value that nothing on the air has",
     "Write a name such as temperature, battery_voltage or temperature_probe_1."},
    {"B102", "a length on a number", "Leave `length` out, or write `as: string` or `as: hex`."},
    {"B103", "bits that the value does not have", "Choose a wider `as`, or a bit within it."},
    {"B104", "a key for numbers on what is no number", "Leave the key out."},
    {"B105", "labels that do not name whole numbers", "Write `labels: { 1: press, 2: long_press }`."},
    {"B106", "a plausible range whose ends are swapped", "Write the smaller number under `from`."},
    {"B107", "a scale of 0, or a division by it", "Write the factor of the data sheet, such as 0.01."},
    {"B108", "a slice behind the end of the payload",
     "Correct `at` or the match's `length`, or write `optional: true`."},
    {"B109", "entries that no value is in, or the reverse",
     "Write `entries: { at: 8 }`, and `entry: 0x01` on values within."},
    {"B110", "a match that strangers fit", "Write `name` or `lists` beside `any_company: true`."},
    {"B111", "a sign bit on a type that has its own sign",
     "Write `as: uint16` with `sign_bit`, or `as: int16` without."},
    {"B112", "a byte that is never so under its mask",
     "Write the byte as it is under the mask, not moved down."},
    {"B113", "a code that the value cannot have", "Write codes within the bits of the value."},
    {"B114", "a service that cannot be read", "Write its UUID: feaa, or all 32 digits."},
}};

}  // namespace

std::span<const config::CodeEntry> codes() { return kCodes; }

}  // namespace gatewarden::ble
