#include "adapters/modbus/identity/identity.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gatewarden::modbus {
namespace {

using By = IdentityDialogue::By;

// By object id of Read Device Identification.
constexpr std::array<Trait, 7> kTraitOfObject{Trait::vendor, Trait::product, Trait::firmware,   Trait::url,
                                              Trait::name,   Trait::model,   Trait::application};

constexpr std::pair<std::string_view, By> kWays[] = {{"any", By::either},
                                                     {"device_identification", By::identification},
                                                     {"sunspec", By::sunspec},
                                                     {"registers", By::registers}};

By first_way(By by, By known) {
  if (by != By::either) return by;
  return known == By::sunspec ? By::sunspec : By::identification;
}

}  // namespace

std::string_view name_of(By by) {
  const auto* found =
      std::find_if(std::begin(kWays), std::end(kWays), [by](const auto& way) { return way.second == by; });
  return found == std::end(kWays) ? std::string_view{} : found->first;
}

std::optional<By> identity_way_named(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kWays), std::end(kWays), [name](const auto& way) { return way.first == name; });
  if (found == std::end(kWays)) return std::nullopt;
  return found->second;
}

Identity identity_of(const IdentificationDialogue& told) {
  Identity identity;
  for (const auto& [object, text] : told.objects()) {
    if (object < kTraitOfObject.size()) identity[kTraitOfObject[object]] = text;
  }
  return identity;
}

Identity identity_of(const SunSpecCommon& common) {
  Identity identity;
  identity[Trait::vendor] = common.vendor;
  identity[Trait::product] = common.product;
  identity[Trait::options] = common.options;
  identity[Trait::firmware] = common.firmware;
  identity[Trait::serial] = common.serial;
  return identity;
}

IdentityDialogue::IdentityDialogue(By by, By known, std::span<const TraitRegisters> registers,
                                   std::uint16_t max_registers)
    : may_turn_(by == By::either),
      turns_on_silence_(known == By::either),
      way_(first_way(by, known)),
      sunspec_(SunSpecDialogue::Extent::common, max_registers),
      registers_(registers) {}

Dialogue& IdentityDialogue::present() {
  if (way_ == By::sunspec) return sunspec_;
  if (way_ == By::registers) return registers_;
  return identification_;
}

const Dialogue& IdentityDialogue::present() const {
  if (way_ == By::sunspec) return sunspec_;
  if (way_ == By::registers) return registers_;
  return identification_;
}

void IdentityDialogue::answered(const Response& response) {
  const bool of_the_moment = response.kind == Response::Kind::exception && !is_refusal(response.exception);
  if (of_the_moment) return unanswered();
  present().answered(response);
  if (identification_.broke_off()) silent_ = true;
  take();
}

void IdentityDialogue::unanswered() {
  silent_ = true;
  present().unanswered();
  take();
}

Identity IdentityDialogue::told() const {
  if (way_ == By::registers) return registers_.identity();
  if (way_ == By::identification) return identity_of(identification_);
  return sunspec_.common() ? identity_of(*sunspec_.common()) : Identity{};
}

void IdentityDialogue::take() {
  if (present().next()) return;
  identity_ = told();
  if (!identity_.empty() || !may_turn_ || (silent_ && !turns_on_silence_)) return;
  may_turn_ = false;
  way_ = way_ == By::sunspec ? By::identification : By::sunspec;
}

}  // namespace gatewarden::modbus
