#include "gateway/app/choose_air.hpp"

#include "adapters/ble/radio/replay_radio.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {
Result<ChosenAir> choose_air(const AirOptions& options, boost::asio::io_context& io, Clock& clock,
                             std::function<void()> ended) {
  ChosenAir air;
  air.place.replay = options.replay;
  air.place.keys = options.keys;
  if (!options.keys.empty()) {
    auto keys = ble::read_keys(options.keys);
    if (!keys) return Error{printable(keys.error())};
    air.keys = std::move(*keys);
  }
  air.radio =
      std::make_unique<ble::ReplayRadio>(io, clock, ble::Replay{options.replay, 0, false}, std::move(ended));
  return air;
}

}  // namespace gatewarden::app
