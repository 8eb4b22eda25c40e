// Text from devices may be anything. One step through it, as UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatewarden::status {

inline constexpr char32_t kNotText = 0xFFFFFFFF;  // what stands for a byte that is no part of UTF-8

// The code point at `at`, which moves behind it; kNotText for one bad byte.
char32_t next_code_point(std::string_view text, std::size_t& at);

// Changes what a reader sees without being seen: control characters, marks that turn the direction of
// writing, separators of lines, characters without width that hide text. None may reach a terminal from a
// device.
bool harmful(char32_t c);

}  // namespace gatewarden::status
