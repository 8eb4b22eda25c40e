#include "adapters/modbus/modbus_codes.hpp"

#include <array>

namespace gatewarden::modbus {
namespace {

constexpr std::array<config::CodeEntry, 33> kCodes{{
    {"M001", "a key for registers on a coil or discrete input", "Leave the key out, or read a register."},
    {"M002", "a string without a length, or a length without a string",
     "Give `as: string` (or bcd, mod10k) with `length`, in registers."},
    {"M003", "a value that reaches beyond address 65535", "Correct the address; it counts from 0."},
    {"M004", "labels that do not name whole numbers", "Write `labels: { 0: off, 1: on }` on an integer."},
    {"M005", "bits that the value does not have", "Choose a wider `as`, or a bit within it."},
    {"M006", "a plausible range whose ends are swapped", "Write the smaller number under `from`."},
    {"M007", "a scale of 0", "Write the factor of the data sheet, such as 0.1."},
    {"M008", "a value longer than the link's devices give in one answer",
     "Raise the link's `max_registers`, or shorten the string."},
    {"M009", "a pause between requests that overlap", "Set `max_in_flight: 1`, or leave the pause out."},
    {"M020", "a key for registers beside a formula", "Write it on the values under `of`."},
    {"M021", "an address that can be read in two ways, or in none",
     "Write `holding: 52` (from 0, or from `base`) or `register: \"40053\"`."},
    {"M022", "a formula that cannot be read", "Use numbers, names, + - * / ( ), min, max and abs."},
    {"M023", "values a formula cannot use", "Name under `of` what `compute` uses, each a number."},
    {"M024", "a key for numbers on what is reported in words", "Leave the key out."},
    {"M025", "ranges of addresses that cannot be read", "Write `\"1000-1010, 2000\"`."},
    {"M026", "a code that the value cannot have, or one that stands twice",
     "Write each code once, within the bits of the value."},
    {"M027", "a scale factor that stands in the value itself",
     "Write the register of the scale factor under `scale_from`."},
    {"M030", "several requests at a time on a serial line",
     "Leave `max_in_flight` out: RTU carries one at a time."},
    {"M031", "a key of a serial line where there is none",
     "Leave the key out, or say `serial` or `rtu_over_tcp`."},
    {"M032", "callers that are neither an address nor a network", "Write `from: [10.8.0.0/24]`."},
    {"M033", "unit 0 on a serial line", "Give the unit's own id, 1 to 247."},
    {"M034", "two links on one serial port", "Give the units of both to one link."},
    {"M035", "two links that are called at one address", "Give each its own port to `listen` on."},
    {"M036", "half of a client certificate", "Give `certificate` and `private_key`, or neither."},
    {"M037", "a name where the gateway itself listens",
     "Write an address of this machine, or 0.0.0.0 for all."},
    {"M038", "answers with ids of their own on RTU, or with several requests at a time",
     "Leave `max_in_flight` out; RTU needs no `any_transaction_id`."},
    {"M039", "a port where anybody could pretend to be the device",
     "Write `from: [10.8.0.0/24]`, or `from: any` if whoever reaches the port may call."},
    {"M040", "a value that is read more often than its profile says",
     "Leave the value's `every` out, or read the whole profile more often."},
    {"M041", "a key for registers on a value that is in none", "Leave the key out."},
    {"M042", "settings without registers", "Write `modbus: { settings: { holding: \"4096-4120\" } }`."},
    {"M043", "the gateway's own traffic with a unit under the name of the device's",
     "Give it a name of your own, such as wire_bytes_in."},
    {"M044", "a field that no device has", "Write `identity: { registers: { serial: { holding: ... } } }`."},
    {"M045", "a signature that other devices bear as well",
     "Give each number its `valid` range and each text how it `begins`."},
}};

}  // namespace

std::span<const config::CodeEntry> codes() { return kCodes; }

}  // namespace gatewarden::modbus
