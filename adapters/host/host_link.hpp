// The gateway's own machine, as a Link with one device: the gateway's thing. Its points have the names of
// host_metrics(); traffic is handed on as counters that only rise, and the report takes the growth (`delta`).
#pragma once

#include <memory>

#include "adapters/host/host_metrics.hpp"
#include "adapters/host/host_sampler.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::host {

struct HostSettings {
  Duration every = std::chrono::seconds(30);
  HostSources sources;
};

// `sink` and `clock` outlive the link. The first reading is taken in start().
std::unique_ptr<Link> make_host_link(HostSettings settings, SampleSink& sink, Clock& clock);

}  // namespace gatewarden::host
