// Words of a fleet file as text: how they are shown in errors, and which word was probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::config {

// The known word that is nearest, if it is near enough to have been meant; empty otherwise.
std::string nearest(std::string_view word, const std::vector<std::string>& known);
// "; did you mean timeout?" or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);
// Up to 60 bytes in one line of valid UTF-8, without control characters and without credentials in a URL.
std::string excerpt(std::string_view text);
// "password", "api_token": its value is shown nowhere. A "..._file" only names a path.
bool names_a_secret(std::string_view key);
// The offset of the first byte that does not belong to well-formed UTF-8 or is a control character other than
// tab and line ends; npos when all is well.
std::size_t first_foreign_byte(std::string_view text);
std::string join(const std::vector<std::string>& words, std::string_view between);

}  // namespace gatewarden::config
