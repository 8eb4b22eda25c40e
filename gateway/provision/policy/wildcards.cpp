#include "gateway/provision/policy/wildcards.hpp"

#include <cstddef>

namespace gatewarden::provision {

bool matches_wildcards(std::string_view pattern, std::string_view text, char any, char one) {
  std::size_t p = 0, t = 0;
  std::size_t behind_any = std::string_view::npos, taken = 0;  // the last `any`, and how far it reaches
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == any) {
      behind_any = ++p;
      taken = t;
    } else if (p < pattern.size() && (pattern[p] == one || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (behind_any != std::string_view::npos) {
      p = behind_any;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == any) ++p;
  return p == pattern.size();
}

bool plain_in_policy(std::string_view text) {
  return text.find_first_of("*?{}%\"\\ \t") == std::string_view::npos;
}

}  // namespace gatewarden::provision
