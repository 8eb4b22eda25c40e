#include "adapters/modbus/identity/identity_registers.hpp"

#include <cstdio>

#include "adapters/modbus/registers/device_text.hpp"
#include "gateway/sample/whole_text.hpp"

namespace gatewarden::modbus {
namespace {

std::string number_text(Number number) {
  if (auto whole = whole_text(number)) return *std::move(whole);
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", number.real_value());
  return text;
}

std::string text_of(const Decoded& decoded) {
  std::string text = decoded.text;
  if (decoded.kind == Decoded::Kind::number) text = number_text(decoded.number);
  for (const std::string& flag : decoded.flags) text += (text.empty() ? "" : " ") + flag;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  return modbus::text_of(std::span(bytes, text.size()));
}

}  // namespace

std::optional<Request> IdentityRegistersDialogue::next() const {
  if (at_ == registers_.size()) return std::nullopt;
  return registers_[at_].where;
}

void IdentityRegistersDialogue::answered(const Response& response) {
  const auto& [field, where, shape] = registers_[at_++];
  if (response.kind != Response::Kind::values) return;
  const RegisterValue value(shape);
  identity_[field] = text_of(is_bits(where.table) ? value.decode_bit((response.values[0] & 1) != 0)
                                                  : value.decode(response.values));
}

void IdentityRegistersDialogue::unanswered() {
  at_ = registers_.size();
  identity_ = {};
}

}  // namespace gatewarden::modbus
