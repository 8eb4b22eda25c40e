#include "gateway/app/shipped_profiles.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "adapters/modbus/fleet_signatures.hpp"

namespace gatewarden::app {

std::vector<modbus::Signature> with_shipped_signatures(std::vector<modbus::Signature> of_fleet) {
  std::vector<modbus::Signature> all = std::move(of_fleet);
  const auto own = static_cast<std::ptrdiff_t>(all.size());
  for (const ShippedProfiles& shipped : shipped_profiles()) {
    for (modbus::Signature& signature : modbus::signatures_in(shipped.text, std::string(shipped.file))) {
      const bool own_name = std::any_of(all.begin(), all.begin() + own, [&signature](const auto& known) {
        return known.profile == signature.profile;
      });
      if (!own_name) all.push_back(std::move(signature));
    }
  }
  return all;
}

}  // namespace gatewarden::app
