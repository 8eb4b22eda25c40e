// Makes foreign text harmless for a terminal, log line, error or document.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/base/text/utf8.hpp"

namespace gatewarden {

// Invisible characters that change what a reader sees: controls, direction marks, line separators, zero-width
// ones. None may reach a terminal from a device.
bool harmful(char32_t c);

// Escapes harmful characters and bytes that are not UTF-8: \x1b, \u{202e}.
std::string printable(std::string_view text);

enum class Replacement {
  json,          // as in JSON: \u001b; U+FFFD for a byte that is not UTF-8
  question_mark  // ? for each
};
// Replaces only ASCII controls and bytes that are not UTF-8.
std::string printable_controls(std::string_view text, Replacement replacement);

// The first `max_bytes`; a byte outside `first` to '~' becomes '?'.
std::string printable_ascii(std::string_view text, std::size_t max_bytes = std::string_view::npos,
                            char first = ' ');

}  // namespace gatewarden
