#pragma once

#include "gateway/batch/batcher.hpp"

namespace gatewarden::app {

// Logs what the service turns away, once per child and change. Call before `batcher` is told.
void log_verdict(const Outcome& outcome, const Registry& registry, const Batcher& batcher);

}  // namespace gatewarden::app
