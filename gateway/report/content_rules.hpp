// What the service accepts and then silently discards. Source: the readme of the Device Defender sample in
// AWS's device SDK for C++: custom numbers have at most 15 digits, strings use a small alphabet, addresses
// are plain IPv4 or IPv6; anything else is transmitted, but neither shown nor retained. The rules are applied
// when a report closes; the caller counts what was changed or dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/utf8.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

inline constexpr int kSendableDigits = 15;
inline constexpr std::uint64_t kMaxSendableInteger = 999'999'999'999'999;

// Whether a custom number can be kept: finite, and an integer of at most 15 digits. A real always can,
// because it is rounded to 15 significant digits where it is written.
bool sendable(Number number);

struct Cleaned {
  std::string text;      // what to send; empty when dropped
  bool changed = false;  // `text` is not what came in
  bool dropped = false;  // nothing to send
};

// Letters, digits, `:` `_` `/` `.` `-`. The readme omits digits, but AWS's own examples use them: they are
// taken as safe. Every other character becomes one `_`, however many bytes it has; a byte that is not UTF-8
// counts as a character. With `strict` such a string is dropped instead. An empty string is always dropped.
Cleaned clean_string(std::string_view text, bool strict = false);
bool allowed_in_string(char c);

// A plain IPv4 or IPv6 address: no port, no prefix length, no zone, no brackets.
bool valid_ip(std::string_view text);

}  // namespace gatewarden
