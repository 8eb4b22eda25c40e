// How errors show words of a fleet file, and which word was meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::config {

// The known word that is meant: but for case, blanks, - and _ the same; another word for the same thing (cert,
// avg); or the nearest, if near enough and no other is as near. Otherwise empty.
std::string nearest(std::string_view word, const std::vector<std::string>& known);
// The rule of F010: "no such key here; did you mean thing?", or what `where` takes if `meant` is empty.
std::string no_such_key(std::string_view where, std::string_view meant,
                        const std::vector<std::string>& known);
// In lower case, without blanks, - and _.
std::string bare(std::string_view word);
// "mqtt://user:password@host", "user:password@host", or PEM: never shown.
bool holds_credentials(std::string_view text);
// Up to 60 bytes without credentials, printable.
std::string excerpt(std::string_view text);
// Without blanks, quotes of any alphabet, commas and semicolons around it, as they come along when text is pasted.
std::string unwrapped(std::string_view text);
// A text as YAML takes it anywhere: plain where it may be, otherwise in quotes.
std::string yaml_scalar(std::string_view text, bool quoted);
// "password", "api_token": never shown. A "..._file" only names a path.
bool names_a_secret(std::string_view key);
// The offset of the first byte outside well-formed UTF-8, or of a control character
// other than tab and line ends; npos if all is well.
std::size_t first_foreign_byte(std::string_view text);
// "holds \u{202e}, ...", of the first character that a reader would not see (base/text/printable.hpp): no value and no
// name of a fleet file may hold one. Empty if there is none.
std::string unseen_character(std::string_view text);
std::string join(const std::vector<std::string>& words, std::string_view between);

}  // namespace gatewarden::config
