// How errors show words of a fleet file, and which word was meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::config {

// The known word that is meant: but for case, blanks, - and _ the same; another word for the same thing (cert,
// avg); or the nearest, if near enough. Otherwise empty.
std::string nearest(std::string_view word, const std::vector<std::string>& known);
// In lower case, without blanks, - and _.
std::string bare(std::string_view word);
// "mqtt://user:password@host" or "user:password@host": never shown.
bool holds_credentials(std::string_view text);
// Up to 60 bytes, one line of valid UTF-8 without control characters or credentials.
std::string excerpt(std::string_view text);
// A text as YAML takes it anywhere: plain where it may be, otherwise in quotes.
std::string yaml_scalar(std::string_view text, bool quoted);
// "password", "api_token": never shown. A "..._file" only names a path.
bool names_a_secret(std::string_view key);
// The offset of the first byte outside well-formed UTF-8, or of a control character
// other than tab and line ends; npos if all is well.
std::size_t first_foreign_byte(std::string_view text);
std::string join(const std::vector<std::string>& words, std::string_view between);

}  // namespace gatewarden::config
