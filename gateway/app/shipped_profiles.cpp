#include "gateway/app/shipped_profiles.hpp"

#include <utility>

#include "adapters/modbus/fleet_signatures.hpp"

namespace gatewarden::app {

std::vector<modbus::Signature> with_shipped_signatures(std::vector<modbus::Signature> of_fleet,
                                                       const std::set<std::string>& names) {
  std::vector<modbus::Signature> all = std::move(of_fleet);
  for (const ShippedProfiles& shipped : shipped_profiles()) {
    for (modbus::Signature& signature : modbus::signatures_in(shipped.text, std::string(shipped.file))) {
      if (!names.contains(signature.profile)) all.push_back(std::move(signature));
    }
  }
  return all;
}

}  // namespace gatewarden::app
