// `gatewarden try`: a gateway whose uplink meets the stand-in for Device Defender within the process. All else is as in
// `gatewarden run`: links, reports, pacing, verdicts, state, confinement.
#pragma once

#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/config/load/load.hpp"

namespace gatewarden::app {

struct TrialOptions {
  Duration floor{};
  std::optional<Duration> length{};  // else until SIGINT or SIGTERM
  std::string state_directory{};     // empty: a temporary one
};

// Tells on standard output how it goes and at the end how it stands. `io` is not run yet.
// Whether every child's reports were taken, or why it could not run.
Result<bool> run_trial(boost::asio::io_context& io, config::Loaded loaded, const TrialOptions& options);

}  // namespace gatewarden::app
