// A snapshot in Prometheus text format 0.0.4. Series are per verdict, state and link; per child
// only on request, in pieces.
#pragma once

#include <memory>

#include "gateway/status/pieces.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

inline constexpr const char* kPrometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

// With children if the snapshot has any (Depth::children).
Pieces prometheus_text(std::shared_ptr<const GatewaySnapshot> snapshot);

}  // namespace gatewarden::status
