#include "adapters/modbus/modbus_codes.hpp"

#include <array>

namespace gatewarden::modbus {
namespace {

constexpr std::array<config::CodeEntry, 30> kCodes{{
    {"M001", "a key for registers on a coil or discrete input", "leave the key out, or read a register"},
    {"M002", "a string without a length, or a length without a string",
     "give `as: string` (or bcd, mod10k) with `length`, in registers"},
    {"M003", "a value that reaches beyond address 65535", "correct the address; it counts from 0"},
    {"M004", "labels that do not name whole numbers", "write `labels: { 0: off, 1: on }` on an integer"},
    {"M005", "bits that the value does not have", "choose a wider `as`, or a bit within it"},
    {"M006", "a plausible range whose ends are swapped", "write the smaller number under `from`"},
    {"M007", "a scale of 0", "write the factor of the data sheet, such as 0.1"},
    {"M008", "a value longer than the link's devices give in one answer",
     "raise the link's `max_registers`, or shorten the string"},
    {"M009", "a pause between requests that overlap", "set `outstanding: 1`, or leave the pause out"},
    {"M020", "a key for registers beside a formula", "write it on the values under `of`"},
    {"M021", "an address that can be read in two ways, or in none",
     "write `holding: 52` (from 0, or from `base`) or `register: \"40053\"`"},
    {"M022", "a formula that cannot be read", "use numbers, names, + - * / ( ), min, max and abs"},
    {"M023", "values a formula cannot use", "name under `of` what `compute` uses, each a number"},
    {"M024", "a key for numbers on what is reported in words", "leave the key out"},
    {"M025", "ranges of addresses that cannot be read", "write `\"1000-1010, 2000\"`"},
    {"M026", "a code that the value cannot have, or one that stands twice",
     "write each code once, within the bits of the value"},
    {"M027", "a scale factor that stands in the value itself",
     "write the register of the scale factor under `scale_from`"},
    {"M030", "several requests at a time on a serial line",
     "leave `outstanding` out: RTU carries one at a time"},
    {"M031", "a key of a serial line where there is none",
     "leave the key out, or say `serial` or `rtu_over_tcp`"},
    {"M032", "callers that are neither an address nor a network", "write `from: [10.8.0.0/24]`"},
    {"M033", "unit 0 on a serial line", "give the unit's own id, 1 to 247"},
    {"M034", "two links on one serial port", "give the units of both to one link"},
    {"M035", "two links that are called at one address", "give each its own port to `listen` on"},
    {"M036", "half of a client certificate", "give `certificate` and `private_key`, or neither"},
    {"M037", "a name where the gateway itself listens",
     "write an address of this machine, or 0.0.0.0 for all"},
    {"M040", "a value that is read more often than its profile says",
     "leave the value's `every` out, or read the whole profile more often"},
    {"M041", "a key for registers on a value that is in none", "leave the key out"},
    {"M042", "settings without registers", "write `modbus: { settings: { holding: \"4096-4120\" } }`"},
    {"M043", "the gateway's own traffic with a unit under the name of the device's",
     "give it a name of your own, such as wire_bytes_in"},
    {"M044", "a trait that no device has", "write `identity: { registers: { serial: { holding: ... } } }`"},
}};

}  // namespace

std::span<const config::CodeEntry> codes() { return kCodes; }

}  // namespace gatewarden::modbus
