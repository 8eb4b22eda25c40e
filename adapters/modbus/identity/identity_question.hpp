// A digest of how a device is asked for its identity. An answer to another question shows no changed device, so
// a remembered identity counts only with the same digest. Pure.
#pragma once

#include <span>
#include <string>

#include "adapters/modbus/identity/identity_dialogue.hpp"

namespace gatewarden::modbus {

struct IdentityQuestion {
  IdentityDialogue::Way by = IdentityDialogue::Way::either;
  std::span<const IdentityRegisters> registers{};  // of Way::registers
};

// SHA-256, in hex, of the question as JSON: no blanks, keys in alphabetic order, shortest exact doubles,
// registers in order of their fields' names, absent properties left out.
//   {"by":"registers","registers":[{"as":"string","offset":0.0,"order":"ABCD","scale":1.0,"field":"serial",
//    "where":"holding 20480..20483"}]}
// "bit", "mask", "no_value" ([codes]), "valid" ([from,to]) and, by code or bit,
// "labels" and "flags" may follow.
std::string question_digest(const IdentityQuestion& question);

// By format 1: ways, types and byte orders as numbers, doubles with six decimals.
std::string question_digest_of_format_1(const IdentityQuestion& question);

}  // namespace gatewarden::modbus
