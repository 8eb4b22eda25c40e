#include "adapters/modbus/fleet_signatures.hpp"

#include <any>
#include <memory>
#include <optional>
#include <utility>

#include "adapters/modbus/config/profile_section.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"
#include "gateway/config/text/environment.hpp"
#include "gateway/config/text/read_yaml.hpp"

namespace gatewarden::modbus {
namespace {

void add(std::vector<Signature>& all, const std::string& profile, const std::string& file,
         const ProfileSettings& settings) {
  auto values = settings.signature_values();
  if (!values.empty()) all.push_back({profile, file, std::move(values)});
}

}  // namespace

std::vector<Signature> signatures_of(const config::Fleet& fleet) {
  std::vector<Signature> all;
  for (const config::Profile& profile : fleet.profiles) {
    if (const auto* settings = std::any_cast<ProfileSettings>(&profile.settings))
      add(all, profile.name, "", *settings);
  }
  return all;
}

std::vector<Signature> signatures_in(std::string_view yaml, const std::string& file) {
  config::Problems problems;
  const config::Environment nothing([](const std::string&) { return std::nullopt; });
  const auto root = config::read_yaml(yaml, std::make_shared<const std::string>(file), nothing, problems);
  const config::ConfigNode* profiles = root ? root->find("profiles") : nullptr;
  std::vector<Signature> all;
  if (!profiles) return all;
  const auto section = profile_section();
  for (const auto& profile : profiles->entries()) {
    const config::ConfigNode* keys = profile.value.find("modbus");
    ProfileSettings settings;
    if (keys && section.read(*keys, settings, problems)) add(all, profile.key, file, settings);
  }
  return all;
}

}  // namespace gatewarden::modbus
