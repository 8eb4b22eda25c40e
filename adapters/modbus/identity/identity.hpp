// The dialogue that asks a device who it is: registers of its own where the profile names them, else Read
// Device Identification, else the SunSpec common model. Pure.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "adapters/modbus/identity/device_identification.hpp"
#include "adapters/modbus/identity/sunspec.hpp"
#include "adapters/modbus/identity/trait_registers.hpp"

namespace gatewarden::modbus {

// Empty where nothing was told.
Identity identity_of(const IdentificationDialogue& told);
Identity identity_of(const SunSpecCommon& common);

// Where `either` way is allowed both are tried until one gives something. `known` is the way by which
// this unit told who it is before: then only a refusal leads to the other one, because a lost answer must
// not make another device of it.
class IdentityDialogue final : public Dialogue {
 public:
  enum class By : std::uint8_t { either, identification, sunspec, registers };
  explicit IdentityDialogue(By by, By known = By::either, std::span<const TraitRegisters> registers = {},
                            std::uint16_t max_registers = kMaxRegisters);

  std::optional<Request> next() const override { return present().next(); }
  void answered(const Response& response) override;
  void unanswered() override;

  // Once the dialogue is over. Empty where the device does not say who it is, or did not answer.
  const Identity& identity() const { return identity_; }
  By told_by() const { return way_; }
  // A question stayed without an answer, or without one of use: an empty identity means nothing then.
  bool unsure() const { return silent_; }

 private:
  const Dialogue& present() const;
  Dialogue& present();
  Identity told() const;
  void take();

  bool may_turn_;          // to the other way, where this one gives nothing
  bool turns_on_silence_;  // not on a refusal alone
  By way_;
  bool silent_ = false;
  IdentificationDialogue identification_;
  SunSpecDialogue sunspec_;
  TraitRegistersDialogue registers_;
  Identity identity_;
};

// "any", "device_identification", "sunspec": as the fleet file says it, and the store; "registers".
std::string_view name_of(IdentityDialogue::By by);
std::optional<IdentityDialogue::By> identity_way_named(std::string_view name);

}  // namespace gatewarden::modbus
