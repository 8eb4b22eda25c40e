// A snapshot in the Prometheus text format (version 0.0.4). The series are few: per verdict, per state, per
// link; a series per child only on request, and then piece by piece.
#pragma once

#include <memory>

#include "gateway/status/pieces.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

inline constexpr const char* kPrometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

// With children when the snapshot has any (Depth::children).
Pieces prometheus_text(std::shared_ptr<const GatewaySnapshot> snapshot);

}  // namespace gatewarden::status
