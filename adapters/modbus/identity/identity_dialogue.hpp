// Finds a device's identity: in registers named by the profile, else by Read Device Identification, else in
// the SunSpec common model. Pure.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "adapters/modbus/identity/device_identification.hpp"
#include "adapters/modbus/identity/identity_registers.hpp"
#include "adapters/modbus/identity/sunspec.hpp"

namespace gatewarden::modbus {

Identity identity_of(const IdentificationDialogue& told);
Identity identity_of(const SunSpecCommon& common);

// `either`: tries both ways until one gives something. `known`: the way that worked before with this unit; then
// only a refusal leads to the other way, since a lost answer must not look like another device.
class IdentityDialogue final : public Dialogue {
 public:
  enum class Way : std::uint8_t { either, identification, sunspec, registers };
  explicit IdentityDialogue(Way by, Way known = Way::either,
                            std::span<const IdentityRegisters> registers = {},
                            std::uint16_t max_registers = kMaxRegisters);

  std::optional<Request> next() const override { return present().next(); }
  void answered(const Response& response) override;
  void unanswered() override;

  // When over. Empty if the device has no identity or did not answer.
  const Identity& identity() const { return identity_; }
  Way told_by() const { return way_; }
  // An answer was lost or useless: an empty identity means nothing.
  bool unsure() const { return silent_; }

 private:
  const Dialogue& present() const;
  Dialogue& present();
  Identity told() const;
  void take();

  bool may_turn_;          // to the other way if this one gives nothing
  bool turns_on_silence_;  // not on a refusal alone
  Way way_;
  bool silent_ = false;
  IdentificationDialogue identification_;
  SunSpecDialogue sunspec_;
  IdentityRegistersDialogue registers_;
  Identity identity_;
};

// In the fleet file and the store: "any", "device_identification", "sunspec", "registers".
std::string_view name_of(IdentityDialogue::Way by);
std::optional<IdentityDialogue::Way> identity_way_named(std::string_view name);

}  // namespace gatewarden::modbus
