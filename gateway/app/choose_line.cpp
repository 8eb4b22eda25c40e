#include "gateway/app/choose_line.hpp"

#include "adapters/modbus/fleet_signatures.hpp"
#include "gateway/app/reading/whole_fleet.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {
namespace {

Result<modbus::ChosenLine> line_of_fleet(const modbus::LineOptions& options) {
  const auto fleet = whole_fleet(options.fleet);
  if (!fleet) return Error{fleet.error()};
  std::string names;
  for (const config::Link& link : fleet->links) {
    const auto* settings = std::any_cast<modbus::LinkSettings>(&link.settings);
    if (!settings) continue;
    if (link.name == options.link) {
      modbus::ChosenLine line{link.name, fleet->gateway.thing, *settings, modbus::signatures_of(*fleet)};
      for (const config::Profile& profile : fleet->profiles) line.profiles.insert(profile.name);
      return line;
    }
    names += (names.empty() ? "" : ", ") + printable(link.name);
  }
  return Error{printable(options.fleet) + " has no Modbus link \"" + printable(options.link) + "\"" +
               (names.empty() ? "" : "; its Modbus links are " + names) +
               "; if you mean an address or a port, leave --fleet out"};
}

}  // namespace

Result<modbus::ChosenLine> choose_line(const modbus::LineOptions& options,
                                       const modbus::LineDefaults& defaults) {
  auto chosen = options.fleet.empty() ? line_of_address(options) : line_of_fleet(options);
  if (!chosen)
    return options.fleet.empty() ? Result<modbus::ChosenLine>(Error{printable(chosen.error())}) : chosen;
  if (chosen->settings.dial_in) {
    return Error{"link \"" + printable(options.link) +
                 "\" is a device that dials in: it calls the running gateway, so there is " +
                 "nobody to call; look at `gatewarden status`"};
  }
  take_pace(options, defaults, chosen->settings);
  return chosen;
}

}  // namespace gatewarden::app
