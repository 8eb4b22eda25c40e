#include "adapters/modbus/identity/identity.hpp"

#include <algorithm>

namespace gatewarden::modbus {
namespace {

constexpr std::array<std::string_view, kIdentityFields> kNames{
    "vendor", "product", "firmware", "serial", "model", "name", "options", "url", "application"};

}  // namespace

std::string_view identity_field_name(IdentityField field) { return kNames[static_cast<std::size_t>(field)]; }

std::optional<IdentityField> identity_field_named(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<IdentityField>(found - kNames.begin());
}

std::string identity_field_names() {
  std::string names;
  for (const std::string_view name : kNames) names.append(names.empty() ? "" : ", ").append(name);
  return names;
}

bool Identity::empty() const {
  return std::all_of(fields_.begin(), fields_.end(), [](const std::string& text) { return text.empty(); });
}

std::string Identity::text() const {
  std::string text;
  for (std::size_t i = 0; i < kIdentityFields; ++i) {
    if (fields_[i].empty()) continue;
    const auto field = static_cast<IdentityField>(i);
    const bool speaks_for_itself = field == IdentityField::vendor || field == IdentityField::product;
    if (!text.empty()) text += speaks_for_itself ? " " : ", ";
    if (!speaks_for_itself) text.append(kNames[i]).append(" ");
    text += fields_[i];
  }
  return text;
}

}  // namespace gatewarden::modbus
