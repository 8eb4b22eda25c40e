// {id}, {unit}, {link}: how one entry of `children` speaks for many devices.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

// Placeholder and value; few, so a list.
using Bindings = std::vector<std::pair<std::string, std::string>>;

// The text with its {placeholders} filled in; {{ and }} stand for the braces themselves. `unknown` becomes
// the first placeholder that has no value. Braces around anything but a-z, 0-9 and _ stay as they are.
std::string fill_placeholders(std::string_view text, const Bindings& bindings, std::string& unknown);
bool has_placeholder(std::string_view text, std::string_view name);

// A clone with every scalar filled in; F037 for an unknown placeholder.
ConfigNode fill_placeholders(const ConfigNode& node, const Bindings& bindings, Problems& problems);

// "1-4,7" as 1, 2, 3, 4, 7. Nothing where it is not a range of numbers, falls, repeats a
// number or holds more than `most`.
std::optional<std::vector<std::string>> parse_range(std::string_view text, std::size_t most);
// Digits, commas, dashes and blanks only: it wants to be a range.
bool looks_like_range(std::string_view text);

}  // namespace gatewarden::config
