#include "adapters/modbus/identity.hpp"

#include <algorithm>

namespace gatewarden::modbus {
namespace {

constexpr std::array<std::string_view, kTraits> kTraitNames{
    "vendor", "product", "firmware", "serial", "model", "name", "options", "url", "application"};

// By object id of Read Device Identification.
constexpr std::array<Trait, 7> kTraitOfObject{Trait::vendor, Trait::product, Trait::firmware,   Trait::url,
                                              Trait::name,   Trait::model,   Trait::application};

}  // namespace

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

std::string_view trait_name(Trait trait) { return kTraitNames[static_cast<std::size_t>(trait)]; }

bool Identity::empty() const {
  return std::all_of(traits_.begin(), traits_.end(), [](const std::string& text) { return text.empty(); });
}

std::string Identity::text() const {
  std::string text;
  for (std::size_t i = 0; i < kTraits; ++i) {
    if (traits_[i].empty()) continue;
    const auto trait = static_cast<Trait>(i);
    const bool speaks_for_itself = trait == Trait::vendor || trait == Trait::product;
    if (!text.empty()) text += speaks_for_itself ? " " : ", ";
    if (!speaks_for_itself) text.append(kTraitNames[i]).append(" ");
    text += traits_[i];
  }
  return text;
}

IdentityDialogue::IdentityDialogue(By by, By known)
    : by_(by),
      known_(known),
      asks_sunspec_(by == By::sunspec || (by == By::either && known == By::sunspec)) {}

std::optional<Request> IdentityDialogue::next() const {
  return asks_sunspec_ ? sunspec_.next() : identification_.next();
}

void IdentityDialogue::answered(const Response& response) {
  present().answered(response);
  take();
}

void IdentityDialogue::unanswered() {
  silent_ = true;
  present().unanswered();
  take();
}

void IdentityDialogue::take() {
  if (present().next()) return;
  if (!asks_sunspec_) {
    identity_ = identity_of(identification_);
  } else if (sunspec_.common()) {
    identity_ = identity_of(*sunspec_.common());
  }
  const bool may_turn = by_ == By::either && !turned_ && (known_ == By::either || !silent_);
  if (!identity_.empty() || !may_turn) return;
  turned_ = true;
  asks_sunspec_ = !asks_sunspec_;
}

}  // namespace gatewarden::modbus
