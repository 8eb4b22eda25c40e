// Bytes as hexadecimal digits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatewarden {

std::string to_hex(std::span<const std::uint8_t> bytes);  // lower case
// Either case, nothing between the digits; nullopt: another character, or an odd number of digits.
std::optional<std::vector<std::uint8_t>> parse_hex(std::string_view text);
// Into bytes of a known number; false: the text is not that long, or not hexadecimal.
bool parse_hex(std::string_view text, std::span<std::uint8_t> bytes);

}  // namespace gatewarden
