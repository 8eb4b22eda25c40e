// What manuals and other programs call a key or a word of the fleet file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::config {

// The first known word that means the same; empty if the word is known to mean none of ours, however near they look
// (a median is no mean). Nothing if it is not known. `word` is bare (spelling.hpp).
std::optional<std::string> other_word(std::string_view word, const std::vector<std::string>& known);

}  // namespace gatewarden::config
