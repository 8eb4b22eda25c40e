// Makes foreign text harmless for a terminal, log line, error or document.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/base/text/utf8.hpp"

namespace gatewarden {

// Characters that change what a reader sees without being seen: controls, direction marks, line separators, zero-width
// ones and whatever else Unicode shows as nothing (Default_Ignorable_Code_Point of DerivedCoreProperties.txt, 15.0). None
// may reach a terminal, a log or a document from outside; every escaper asks this.
bool harmful(char32_t c);

// Appends it as JSON and many languages spell it: \u202e, \udb40\udc01.
void append_unicode_escape(std::string& out, char32_t c);

// Escapes harmful characters and bytes that are not UTF-8: \x1b, \u{202e}.
std::string printable(std::string_view text);

// The same, but for line ends: for several lines whose foreign words were escaped where they were put in. A last net.
std::string printable_lines(std::string_view text);

enum class Replacement {
  json,          // as in JSON: \u001b, \udb40\udc01; U+FFFD for a byte that is not UTF-8
  question_mark  // ? for each
};
// Replaces harmful characters and bytes that are not UTF-8.
std::string printable_controls(std::string_view text, Replacement replacement);

// The first `max_bytes`; a byte outside `first` to '~' becomes '?'.
std::string printable_ascii(std::string_view text, std::size_t max_bytes = std::string_view::npos,
                            char first = ' ');

}  // namespace gatewarden
