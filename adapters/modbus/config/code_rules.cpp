#include "adapters/modbus/config/code_rules.hpp"

#include <algorithm>
#include <bit>

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::Problems;

// Codes of `bits` bits, compared as bits: a negative code equals a positive one. Part of a register has no sign.
struct Codes {
  unsigned bits;
  bool part = false;

  std::int64_t least() const { return part ? 0 : -(std::int64_t{1} << (bits - 1)); }
  std::int64_t most() const { return (std::int64_t{1} << bits) - 1; }
  bool hold(std::int64_t code) const { return bits >= 64 || (code >= least() && code <= most()); }
  std::uint64_t as_bits(std::int64_t code) const {
    const auto raw = static_cast<std::uint64_t>(code);
    return bits >= 64 ? raw : raw & static_cast<std::uint64_t>(most());
  }
};

// As read. Another rule refuses a wrong length.
Codes raw_codes(const RegisterSource& value) {
  if (is_bits(value.table())) return {1, true};
  const unsigned own = registers_of(value.as);
  return {16u * (own > 0 ? own : std::clamp<unsigned>(value.length.value_or(4), 1, 4))};
}

Codes codes_of(const RegisterSource& value) {
  if (value.bit) return {1, true};
  if (value.mask)
    return {static_cast<unsigned>(std::bit_width(*value.mask >> std::countr_zero(*value.mask))), true};
  return raw_codes(value);
}

template <class Place>
void check_code(const Codes& codes, std::int64_t code, const Place& place, const char* example,
                Problems& problems) {
  if (codes.hold(code)) return;
  problems.add(problem_at(place, "M026",
                          "the value has " + std::to_string(codes.bits) +
                              (codes.bits == 1 ? " bit" : " bits") + ": its codes are from " +
                              std::to_string(codes.least()) + " to " + std::to_string(codes.most()),
                          example));
}

void refuse_twice(const ConfigNode& words, const Codes& codes, const char* example, Problems& problems) {
  std::map<std::uint64_t, std::string> seen;
  for (const auto& entry : words.entries()) {
    const auto code = parse_code(entry.key);
    if (!code || !codes.hold(*code)) continue;
    const auto [first, is_new] = seen.try_emplace(codes.as_bits(*code), entry.key);
    if (is_new) continue;
    problems.add(problem_at(entry, "M026",
                            "this is the same as " + first->second + ": only one would be used", example));
  }
}

}  // namespace

void check_codes(const RegisterSource& value, const ConfigNode& node, Problems& problems) {
  const bool real = value.as == DataType::float32 || value.as == DataType::float64;
  if (value.as == DataType::text) return;
  if (value.no_value && !real) {
    const ConfigNode& written = *node.find("no_value");
    const auto& codes = value.no_value->codes;  // none with `sunspec`
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const ConfigNode& place = written.items().empty() ? written : written.items()[i];
      check_code(raw_codes(value), codes[i], place, "no_value: 0xFFFF", problems);
    }
  }
  if (const ConfigNode* labels = node.find("labels"); labels && !real) {
    for (const auto& entry : labels->entries()) {
      if (const auto code = parse_code(entry.key))
        check_code(codes_of(value), *code, entry, "labels: { 0: off, 1: on }", problems);
    }
    refuse_twice(*labels, codes_of(value), "labels: { 0: off, 1: on }", problems);
  }
  if (const ConfigNode* flags = node.find("flags")) {
    refuse_twice(*flags, Codes{64}, "flags: { 0: phase_lost, 3: overload }", problems);
  }
}

}  // namespace gatewarden::modbus
