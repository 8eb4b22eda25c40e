#include "adapters/modbus/identity/identity_dialogue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gatewarden::modbus {
namespace {

using Way = IdentityDialogue::Way;

// By object id of Read Device Identification.
constexpr std::array<IdentityField, 7> kFieldOfObject{
    IdentityField::vendor, IdentityField::product, IdentityField::firmware,   IdentityField::url,
    IdentityField::name,   IdentityField::model,   IdentityField::application};

constexpr std::pair<std::string_view, Way> kWays[] = {{"any", Way::either},
                                                      {"device_identification", Way::identification},
                                                      {"sunspec", Way::sunspec},
                                                      {"registers", Way::registers}};

Way first_way(Way by, Way known) {
  if (by != Way::either) return by;
  return known == Way::sunspec ? Way::sunspec : Way::identification;
}

}  // namespace

std::string_view name_of(Way by) {
  const auto* found =
      std::find_if(std::begin(kWays), std::end(kWays), [by](const auto& way) { return way.second == by; });
  return found == std::end(kWays) ? std::string_view{} : found->first;
}

std::optional<Way> identity_way_named(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kWays), std::end(kWays), [name](const auto& way) { return way.first == name; });
  if (found == std::end(kWays)) return std::nullopt;
  return found->second;
}

Identity identity_of(const IdentificationDialogue& told) {
  Identity identity;
  for (const auto& [object, text] : told.objects()) {
    if (object < kFieldOfObject.size()) identity[kFieldOfObject[object]] = text;
  }
  return identity;
}

Identity identity_of(const SunSpecCommon& common) {
  Identity identity;
  identity[IdentityField::vendor] = common.vendor;
  identity[IdentityField::product] = common.product;
  identity[IdentityField::options] = common.options;
  identity[IdentityField::firmware] = common.firmware;
  identity[IdentityField::serial] = common.serial;
  return identity;
}

IdentityDialogue::IdentityDialogue(Way by, Way known, std::span<const IdentityRegisters> registers,
                                   std::uint16_t max_registers)
    : may_turn_(by == Way::either),
      turns_on_silence_(known == Way::either),
      way_(first_way(by, known)),
      sunspec_(SunSpecDialogue::Extent::common, max_registers),
      registers_(registers) {}

Dialogue& IdentityDialogue::present() {
  if (way_ == Way::sunspec) return sunspec_;
  if (way_ == Way::registers) return registers_;
  return identification_;
}

const Dialogue& IdentityDialogue::present() const {
  if (way_ == Way::sunspec) return sunspec_;
  if (way_ == Way::registers) return registers_;
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
  if (way_ == Way::registers) return registers_.identity();
  if (way_ == Way::identification) return identity_of(identification_);
  return sunspec_.common() ? identity_of(*sunspec_.common()) : Identity{};
}

void IdentityDialogue::take() {
  if (present().next()) return;
  identity_ = told();
  if (!identity_.empty() || !may_turn_ || (silent_ && !turns_on_silence_)) return;
  may_turn_ = false;
  way_ = way_ == Way::sunspec ? Way::identification : Way::sunspec;
}

}  // namespace gatewarden::modbus
