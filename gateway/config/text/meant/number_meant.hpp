// Numbers as people and other programs write them.
#pragma once

#include <string>
#include <string_view>

namespace gatewarden::config {

// "1_000", "28h", "5e6", "20.0", "5MB", "19200 baud": as digits, or hexadecimal ones after 0x. What it does not know
// comes back as it was. A number with a comma, or with three digits behind a point, may be a thousand times as much or
// not: that is never guessed.
std::string whole_number_meant(std::string_view text);
// "0,1", "1/10", "1:10", "10%", "x0.1", "/10": with a decimal point. What it does not know comes back as it was.
std::string real_number_meant(std::string_view text);

}  // namespace gatewarden::config
