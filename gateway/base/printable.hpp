// Foreign text made harmless: for a terminal, a log line, an error, a document. One home; the forms differ in
// what they replace and by what.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/base/utf8.hpp"

namespace gatewarden {

// Changes what a reader sees without being seen: control characters, marks that turn the direction of writing,
// separators of lines, characters without width that hide text. None may reach a terminal from a device.
bool harmful(char32_t c);

// Harmful characters and bytes outside UTF-8 become visible escapes: \x1b, \u{202e}.
std::string printable(std::string_view text);

enum class Replacement {
  json,          // as JSON spells them: \u001b, and U+FFFD for a byte outside UTF-8
  question_mark  // ? for each
};
// Only the controls of ASCII and bytes outside UTF-8 are replaced; every other character stays.
std::string printable_controls(std::string_view text, Replacement replacement);

// The first `max_bytes`; each byte that is not ASCII from `first` to '~' becomes '?'.
std::string printable_ascii(std::string_view text, std::size_t max_bytes = std::string_view::npos,
                            char first = ' ');

}  // namespace gatewarden
