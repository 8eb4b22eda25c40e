// UTF-8 (RFC 3629) from any source.
#pragma once

#include <cstddef>
#include <string_view>

namespace gatewarden {

inline constexpr char32_t kNotText = 0xFFFFFFFF;  // a byte that is not UTF-8

// The code point at `at`, which must be inside and moves behind it; kNotText for one bad byte. No overlong forms,
// surrogates or values above U+10FFFF.
char32_t next_code_point(std::string_view text, std::size_t& at);

// Bytes of the well-formed character at `at`; 0 if there is none.
std::size_t utf8_character(std::string_view text, std::size_t at);
bool valid_utf8(std::string_view text);

// The whole characters within the first `most` bytes.
std::string_view first_characters(std::string_view text, std::size_t most);

// U+0000-001F and U+007F-009F.
constexpr bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

}  // namespace gatewarden
