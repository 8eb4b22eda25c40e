// Durations as people write them: a number and a unit, "500ms", "1.5m", "2d" (us, ms, s, m, h, d).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace gatewarden {

// "500ms": the shortest exact spelling; below a microsecond it is cut off.
std::string to_text(Duration value);
// Nothing where the text is no duration; a bare number is none.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace gatewarden
