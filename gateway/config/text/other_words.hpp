// What manuals and other programs call a key or a word of the fleet file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::config {

// The first known word that means the same; empty if there is none. `word` is bare (spelling.hpp).
std::string other_word(std::string_view word, const std::vector<std::string>& known);

}  // namespace gatewarden::config
