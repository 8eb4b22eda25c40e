// By what in its registers a model can be told that does not say who it is. Pure.
//
// A likeness is a guess: plausible values prove no model. It is only shown, with what was seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapters/modbus/registers/register_value.hpp"
#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

inline constexpr std::size_t kMaxSignatureValues = 4;  // of one model: each is a read

// A value and what it holds in every device of the model: a number within `shape.valid`, or a text that
// begins with one of `begins`.
struct SignatureValue {
  std::string name;  // "frequency_hz"
  Range where;
  ValueShape shape;
  std::vector<std::string> begins;

  // The value as people read it, if it is one of the model's. `bytes`: as Response::values; none if it cannot be read.
  std::optional<std::string> seen_in(std::span<const std::uint8_t> bytes) const;
};

struct Signature {
  std::string profile;
  std::string file;  // where to include it from; empty: the fleet has it
  std::vector<SignatureValue> values;
};

// A signature that a unit bears, with what was seen.
struct Likeness {
  struct Seen {
    std::string name, value, at;  // "frequency_hz", "49.98", "input 70"
  };
  std::string profile, file;
  std::vector<Seen> seen;
};

// Whether it looks at all that `other` looks at, and at more: who bears both is the more particular one.
bool more_particular(const Signature& signature, const Signature& other);
// Whether any device whose registers hold nothing but this byte bears it.
bool holds_everywhere(std::span<const SignatureValue> values, std::uint8_t byte);

}  // namespace gatewarden::modbus
