#include "gateway/app/choose_air.hpp"

#include <algorithm>

#include "adapters/ble/air_for.hpp"
#include "adapters/ble/radio/replay_radio.hpp"
#include "adapters/ble/settings/link_settings.hpp"
#include "gateway/app/reading/whole_fleet.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/text/parse_number.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {
namespace {

struct ChosenLink {
  ble::LinkSettings settings;
  ble::YamlPlace place;
};

Result<ChosenLink> link_of_fleet(const AirOptions& options) {
  const auto fleet = whole_fleet(options.fleet);
  if (!fleet) return Error{fleet.error()};
  std::string names;
  for (const config::Link& link : fleet->links) {
    const auto* settings = std::any_cast<ble::LinkSettings>(&link.settings);
    if (!settings) continue;
    if (options.link.empty() || link.name == options.link)
      return ChosenLink{*settings, {fleet->gateway.thing, link.name, true, {}, {}}};
    names += (names.empty() ? "" : ", ") + printable(link.name);
  }
  return Error{printable(options.fleet) + " has no Bluetooth link" +
               (options.link.empty() ? "" : " \"" + printable(options.link) + "\"") +
               (names.empty() ? "" : "; its Bluetooth links are " + names) +
               "; without --fleet the name of an adapter will do: hci0"};
}

Result<ChosenLink> link_of_adapter(const AirOptions& options) {
  ChosenLink chosen;
  if (options.link.empty()) return chosen;
  if (!options.link.starts_with("hci") || !digits(std::string_view(options.link).substr(3)))
    return Error{"\"" + printable(options.link) +
                 "\" is no adapter: write hci0, or the name of a fleet file's link with --fleet"};
  chosen.settings.adapters = {options.link};
  return chosen;
}

}  // namespace

void add_air_options(const Command& command, AirOptions& options) {
  command.text("link", options.link, "hci0, or the name of a link with --fleet (every adapter there is)");
  command.text("--fleet", options.fleet, "the fleet file that has the link, with its settings");
}

Result<ChosenAir> choose_air(const AirOptions& options, boost::asio::io_context& io, Clock& clock,
                             std::function<void()> ended) {
  log::set_level(log::Level::off);  // whoever asked shows the radio's trouble
  auto link = options.fleet.empty() ? link_of_adapter(options) : link_of_fleet(options);
  if (!link) return Error{link.error()};
  ChosenAir air;
  air.place = std::move(link->place);
  air.place.keys = options.keys.empty() ? link->settings.keys : options.keys;
  if (!air.place.keys.empty()) {
    auto keys = ble::read_keys(air.place.keys);
    if (!keys) return Error{printable(keys.error())};
    air.keys = std::move(*keys);
  }
  if (options.replay.empty()) {
    air.radio = std::move(ble::air_for(link->settings, io, clock)({}, {}).radio);
  } else {
    air.place.replay = options.replay;
    air.radio = std::make_unique<ble::ReplayRadio>(io, clock, ble::Replay{options.replay, 0, false},
                                                   std::move(ended));
  }
  return air;
}

}  // namespace gatewarden::app
