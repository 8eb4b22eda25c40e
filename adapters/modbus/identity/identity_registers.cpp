#include "adapters/modbus/identity/identity_registers.hpp"

#include "adapters/modbus/registers/decoded_text.hpp"

namespace gatewarden::modbus {

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
