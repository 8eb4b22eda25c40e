// What the service accepts and silently discards. Source: the readme of the Device Defender sample in AWS's
// device SDK for C++: custom numbers have at most 15 digits, strings a small alphabet, addresses are plain IPv4
// or IPv6; anything else is transmitted, but neither shown nor retained. Drops are counted at
// each sample; the rules are applied when a report closes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/text/utf8.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

inline constexpr int kSendableDigits = 15;
inline constexpr std::uint64_t kMaxSendableInteger = 999'999'999'999'999;

// Whether the service keeps a custom number: finite, an integer of at most 15 digits. Finite reals pass:
// writing rounds them to 15 significant digits.
bool sendable(Number number);

struct Cleaned {
  std::string text;  // to send; empty when dropped
  bool changed = false;
  bool dropped = false;
};

// Letters, digits, `:` `_` `/` `.` `-`. The readme omits digits; AWS's own examples use them. Any other
// character becomes one `_`, however many bytes it has; a byte that is not UTF-8 is one character. `strict`
// drops such a string instead. An empty one is always dropped.
Cleaned clean_string(std::string_view text, bool strict = false);
bool allowed_in_string(char c);
bool is_dropped(std::string_view text, bool strict);

// Of a text in a list's member. Longer ones are not kept until the report closes: a foreign device chooses their
// length. Our own limit; AWS names none but that of the whole report.
inline constexpr std::size_t kMaxTextBytes = 1024;

// Plain IPv4 or IPv6: no port, prefix length, zone or brackets.
bool valid_ip(std::string_view text);

}  // namespace gatewarden
