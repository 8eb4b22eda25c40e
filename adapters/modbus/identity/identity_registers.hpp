// A device's identity in its own registers: serial number, device code. Pure.
#pragma once

#include <span>
#include <vector>

#include "adapters/modbus/identity/dialogue.hpp"
#include "adapters/modbus/identity/identity.hpp"
#include "adapters/modbus/registers/register_value.hpp"

namespace gatewarden::modbus {

struct IdentityRegisters {
  IdentityField field;
  Range where;
  ValueShape shape;
};

class IdentityRegistersDialogue final : public Dialogue {
 public:
  // The registers outlive it.
  explicit IdentityRegistersDialogue(std::span<const IdentityRegisters> registers) : registers_(registers) {}

  std::optional<Request> next() const override;
  void answered(const Response& response) override;
  // Drops all fields: a part would be another identity.
  void unanswered() override;

  const Identity& identity() const { return identity_; }

 private:
  std::span<const IdentityRegisters> registers_;
  std::size_t at_ = 0;
  Identity identity_;
};

}  // namespace gatewarden::modbus
