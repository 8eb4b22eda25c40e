// Numbers as people and other programs write them.
#pragma once

#include <string>
#include <string_view>

namespace gatewarden::config {

// Whether a comma or a point stands where thousands are divided: in "1,000" and "10.000 ms", not in "0,001" or "1000,5".
// Such a number may be a thousand times as much or not: that is never guessed.
bool may_be_thousands(std::string_view text);

// "1_000", "5e6", "20.0", "5MB", "19200 baud": as digits, or hexadecimal ones after 0x. Other text comes back as it was.
std::string whole_number_meant(std::string_view text);
// "28h" as 0x28, in manuals of addresses and codes; of what is counted h may be hours. Other text as it was.
std::string hexadecimal_meant(std::string_view text);
// "0,1", "+5": with a decimal point. What it does not know comes back as it was.
std::string real_number_meant(std::string_view text);
// The same, and what only a factor can be: "1/10", "1:10", "10%", "x0.1", "/10". The end of a range at 100% is not 1,
// and manuals write x10 of values that are sent ten times as large.
std::string factor_meant(std::string_view text);

}  // namespace gatewarden::config
