#pragma once

#include "gateway/base/clock.hpp"
#include "gateway/base/duration_text.hpp"
#include "gateway/config/keys/type.hpp"

namespace gatewarden::config {

using gatewarden::to_text;

// "500ms", "10s", "1.5m", "1h", "2d" (us, ms, s, m, h, d); F020 for a bare number.
TypeOf<Duration> duration(Duration least, Duration most);

}  // namespace gatewarden::config
