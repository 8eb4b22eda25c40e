#include "adapters/ble/air_for.hpp"

#include "adapters/ble/gatt/bluez_gatt.hpp"
#include "adapters/ble/radio/bluez_radio.hpp"
#include "adapters/ble/radio/replay_radio.hpp"
#include "gateway/base/errands.hpp"

namespace gatewarden::ble {
namespace {

constexpr Duration kPatience = std::chrono::seconds(5);  // with a file system

BluezSettings bluez_settings(const LinkSettings& settings, const std::vector<Format::Pattern>& patterns) {
  BluezSettings bluez;
  bluez.bus = settings.bus;
  bluez.adapters = settings.adapters;
  bluez.by =
      settings.by == LinkSettings::By::monitor ? BluezSettings::By::monitor : BluezSettings::By::discovery;
  bluez.power_cycle = settings.power_cycle;
  for (const Format::Pattern& each : patterns)
    bluez.patterns.push_back({static_cast<std::uint8_t>(each.type), each.begins, each.length});
  return bluez;
}

}  // namespace

AirFactory air_for(const LinkSettings& settings, boost::asio::io_context& io, Clock& clock) {
  return
      [settings, &io, &clock](const std::vector<Format::Pattern>& patterns, HeardElsewhere heard_elsewhere) {
        Air air;
        if (settings.replay.empty()) {
          auto bluez = std::make_unique<BluezRadio>(io, clock, bluez_settings(settings, patterns),
                                                    std::move(heard_elsewhere));
          air.gatt = std::make_unique<BluezGatt>(*bluez, clock);
          air.radio = std::move(bluez);
        } else {
          air.radio = std::make_unique<ReplayRadio>(io, clock, Replay{settings.replay, settings.speed});
        }
        return air;
      };
}

KeyReader keys_for(const LinkSettings& settings, boost::asio::io_context& io) {
  if (settings.keys.empty()) return {};
  return [file = settings.keys, &io](std::function<void(Result<Keys>)> got) {
    run_errand<Result<Keys>>(
        io, file, kPatience, [file] { return read_keys(file); },
        [file, got = std::move(got)](std::optional<Result<Keys>> read) {
          got(read ? std::move(*read)
                   : Result<Keys>(Error{"the file system of " + file + " does not answer"}));
        });
  };
}

}  // namespace gatewarden::ble
