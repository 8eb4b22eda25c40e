#include "adapters/modbus/settings/profile_settings.hpp"

#include <algorithm>

#include "adapters/modbus/registers/range_list.hpp"

namespace gatewarden::modbus {
namespace {

constexpr Table kTables[] = {Table::coils, Table::discrete_inputs, Table::holding_registers,
                             Table::input_registers};

}  // namespace

const std::string& Addresses::of(Table table) const {
  switch (table) {
    case Table::coils:
      return coil;
    case Table::discrete_inputs:
      return discrete;
    case Table::holding_registers:
      return holding;
    case Table::input_registers:
      break;
  }
  return input;
}

void take_defaults(const ProfileSettings& profile, RegisterSource& value) {
  if (!value.base) value.base = value.numbered ? std::uint8_t{1} : profile.first_address();
  if (is_bits(value.table())) return;
  if (!value.order) value.order = profile.order;
  if (!value.no_value && profile.sunspec_no_value) value.no_value = NoValue{true, {}};
}

bool ProfileSettings::counts_from_wire() const {
  return base || sunspec_no_value || (identity && identity->by == IdentityDialogue::Way::sunspec);
}

PlanLimits ProfileSettings::limits(const PlanLimits& of_link) const {
  return {max_registers.value_or(of_link.max_registers), max_gap.value_or(of_link.max_gap)};
}

std::vector<Range> ProfileSettings::sensitive() const {
  std::vector<Range> all;
  for (const Table table : kTables) {
    const auto ranges = parse_ranges(table, read_sensitive.of(table), first_address());
    if (ranges) all.insert(all.end(), ranges->begin(), ranges->end());
  }
  return all;
}

std::vector<Range> ProfileSettings::settings_reads(const PlanLimits& of_link) const {
  std::vector<Range> reads;
  if (!settings) return reads;
  const std::uint32_t most = std::min(limits(of_link).max_registers, kMaxRegisters);
  for (const Table table : kTables) {
    const auto ranges = parse_ranges(table, settings->of(table), first_address());
    if (!ranges) continue;
    const std::uint32_t cap = is_bits(table) ? std::min<std::uint32_t>(16 * most, kMaxBits) : most;
    for (const Range& range : *ranges) {
      for (std::uint32_t at = range.first; at < range.end(); at += cap) {
        reads.push_back({range.table, static_cast<std::uint16_t>(at),
                         static_cast<std::uint16_t>(std::min(cap, range.end() - at))});
      }
    }
  }
  return reads;
}

std::vector<IdentityRegisters> ProfileSettings::identity_registers() const {
  std::vector<IdentityRegisters> all;
  if (!identity) return all;
  for (const auto& [name, stated] : identity->registers) {
    const auto field = identity_field_named(name);
    if (!field) continue;
    RegisterSource value = stated;
    take_defaults(*this, value);
    all.push_back({*field, value.range(), value.shape()});
  }
  return all;
}

std::vector<SignatureValue> ProfileSettings::signature_values() const {
  std::vector<SignatureValue> all;
  for (const auto& [name, stated] : signature) {
    RegisterSource value = stated;
    take_defaults(*this, value);
    all.push_back({name, value.range(), value.shape(), stated.begins});
  }
  return all;
}

}  // namespace gatewarden::modbus
