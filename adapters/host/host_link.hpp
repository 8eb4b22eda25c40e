// The gateway's machine as a Link with one device: the gateway's thing. Points have the names of
// host_metrics(). Traffic counters only rise; the report takes their growth (`delta`).
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

// `sink` and `clock` outlive the link. start() takes the first reading.
std::unique_ptr<Link> make_host_link(HostSettings settings, SampleSink& sink, Clock& clock);

}  // namespace gatewarden::host
