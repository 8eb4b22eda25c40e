// Base64 (RFC 4648, section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatewarden {

std::string to_base64(std::string_view bytes);
// Nothing unless these are whole groups of the alphabet, padded only at the end.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace gatewarden
