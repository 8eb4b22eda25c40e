#include "adapters/modbus/identity/signature.hpp"

#include <algorithm>

#include "adapters/modbus/registers/decoded_text.hpp"

namespace gatewarden::modbus {
namespace {

// Whatever its name is.
bool asks_the_same(const SignatureValue& a, const SignatureValue& b) {
  return a.where == b.where && a.shape == b.shape && a.begins == b.begins;
}

}  // namespace

std::optional<std::string> SignatureValue::seen_in(std::span<const std::uint8_t> bytes) const {
  if (bytes.empty()) return std::nullopt;
  const RegisterValue value(shape);
  const Decoded decoded = is_bits(where.table) ? value.decode_bit((bytes[0] & 1) != 0) : value.decode(bytes);
  const bool fits = decoded.kind == Decoded::Kind::number
                        ? shape.valid.has_value()
                        : std::any_of(begins.begin(), begins.end(), [&decoded](const std::string& begin) {
                            return decoded.text.starts_with(begin);
                          });
  return fits ? std::optional(text_of(decoded)) : std::nullopt;
}

bool more_particular(const Signature& signature, const Signature& other) {
  return signature.values.size() > other.values.size() &&
         std::all_of(other.values.begin(), other.values.end(), [&signature](const SignatureValue& asked) {
           return std::any_of(signature.values.begin(), signature.values.end(),
                              [&asked](const SignatureValue& own) { return asks_the_same(own, asked); });
         });
}

bool holds_everywhere(std::span<const SignatureValue> values, std::uint8_t byte) {
  return std::all_of(values.begin(), values.end(), [byte](const SignatureValue& value) {
    return value.seen_in(std::vector<std::uint8_t>(2u * value.where.count, byte)).has_value();
  });
}

}  // namespace gatewarden::modbus
