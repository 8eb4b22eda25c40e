#include "gateway/provision/needs/needs.hpp"

namespace gatewarden::provision {

std::vector<std::string> reporting_things(const Needs& needs) {
  std::vector<std::string> things;
  things.reserve(needs.devices.size() + 1);
  if (needs.gateway_reports) things.push_back(needs.gateway);
  for (const Device& device : needs.devices) things.push_back(device.thing);
  return things;
}

}  // namespace gatewarden::provision
