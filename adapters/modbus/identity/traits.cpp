#include "adapters/modbus/identity/traits.hpp"

#include <algorithm>

namespace gatewarden::modbus {
namespace {

constexpr std::array<std::string_view, kTraits> kNames{"vendor", "product", "firmware", "serial",     "model",
                                                       "name",   "options", "url",      "application"};

}  // namespace

std::string_view trait_name(Trait trait) { return kNames[static_cast<std::size_t>(trait)]; }

std::optional<Trait> trait_of(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Trait>(found - kNames.begin());
}

std::string trait_names() {
  std::string names;
  for (const std::string_view name : kNames) names.append(names.empty() ? "" : ", ").append(name);
  return names;
}

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
    if (!speaks_for_itself) text.append(kNames[i]).append(" ");
    text += traits_[i];
  }
  return text;
}

}  // namespace gatewarden::modbus
