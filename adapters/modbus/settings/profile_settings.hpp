// profiles.<name>.modbus: defaults of a profile's values, and how its devices are read.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/modbus/identity/identity_dialogue.hpp"
#include "adapters/modbus/identity/signature.hpp"
#include "adapters/modbus/registers/read_planner.hpp"
#include "adapters/modbus/registers/register_value.hpp"
#include "adapters/modbus/settings/value_source.hpp"

namespace gatewarden::modbus {

// "1000-1010, 2000", by table; addresses count from the profile's base.
struct Addresses {
  std::string holding, input, coil, discrete;

  const std::string& of(Table table) const;
  friend bool operator==(const Addresses&, const Addresses&) = default;
};

struct IdentityKeys {
  Duration every = std::chrono::hours(1);
  std::optional<IdentityDialogue::Way> by;
  std::map<std::string, RegisterSource> registers;  // by field, if the identity has its own registers
  friend bool operator==(const IdentityKeys&, const IdentityKeys&) = default;
};

struct SettingsKeys : Addresses {
  Duration every = std::chrono::minutes(15);
  friend bool operator==(const SettingsKeys&, const SettingsKeys&) = default;
};
inline constexpr std::size_t kMaxSettingsReads = 64;  // of one device

// A value by which `scan` recognises the profile's devices.
struct SignatureSource : RegisterSource {
  std::vector<std::string> begins;  // a text: with one of these
  friend bool operator==(const SignatureSource&, const SignatureSource&) = default;
};

struct ProfileSettings {
  std::optional<std::uint8_t> base;  // first address in the data sheet: 0 or 1; 0 if it does not say
  ByteOrder order = ByteOrder::abcd;
  bool sunspec_no_value = false;
  std::optional<std::uint16_t> max_registers, max_gap;  // override the link's
  std::optional<IdentityKeys> identity;
  std::optional<SettingsKeys> settings;
  Addresses read_sensitive;  // never read along: reading changes the device
  std::map<std::string, SignatureSource> signature;

  std::uint8_t first_address() const { return base.value_or(0); }
  // Its addresses are those on the wire, however they look: it says so, or it is SunSpec's (from 40000 on).
  bool counts_from_wire() const;
  PlanLimits limits(const PlanLimits& of_link) const;
  std::vector<Range> sensitive() const;
  std::vector<Range> settings_reads(const PlanLimits& of_link) const;
  std::vector<IdentityRegisters> identity_registers() const;
  std::vector<SignatureValue> signature_values() const;
  friend bool operator==(const ProfileSettings&, const ProfileSettings&) = default;
};

void take_defaults(const ProfileSettings& profile, RegisterSource& value);

}  // namespace gatewarden::modbus
