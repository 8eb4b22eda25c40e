// Durations as people write them: "500ms", "1.5m", "2d" (us, ms, s, m, h, d).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace gatewarden {

// The shortest exact spelling, such as "500ms"; cut off below a microsecond.
std::string to_text(Duration value);
// Nothing unless the text is a number with a unit.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace gatewarden
