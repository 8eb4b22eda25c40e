// {id}, {unit}, {link}: one entry of `children` for many devices.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

// Placeholder and value; few, so a list.
using Bindings = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::size_t kMaxFilledText = 64 * 1024;  // bytes of one text

// Fills in {placeholders}, up to a little above kMaxFilledText; {{ and }} are braces. `unknown` becomes the first without a value: "{ID}", or a brace alone.
std::string fill_placeholders(std::string_view text, const Bindings& bindings, std::string& unknown);
bool has_placeholder(std::string_view text, std::string_view name);

// A clone, filled in; F037 for an unknown placeholder, F003 for a text that becomes too long. `room`, the bytes that may
// still be made, falls by what is made; at 0 the clone lacks the rest.
ConfigNode fill_placeholders(const ConfigNode& node, const Bindings& bindings, Problems& problems,
                             std::size_t& room);

// "1-4,7" as 1, 2, 3, 4, 7. Nothing if it is no range of numbers, falls, repeats one or has more than `most`.
std::optional<std::vector<std::string>> parse_range(std::string_view text, std::size_t most);
// The range that was meant by "4-1", "1..4", "1 to 4" or "1-4,3"; empty if none.
std::string range_meant(std::string_view text);
// Digits, commas, dashes and blanks only: meant as a range.
bool looks_like_range(std::string_view text);

}  // namespace gatewarden::config
