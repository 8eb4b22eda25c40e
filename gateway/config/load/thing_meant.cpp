#include "gateway/config/load/thing_meant.hpp"

#include <utility>

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {

std::string thing_meant(const std::string& typed) {
  // {{id}} and ${id} of other programs.
  std::string text = unwrapped(typed);
  for (const auto& [theirs, ours] : {std::pair("${", "{"), std::pair("{{", "{"), std::pair("}}", "}")}) {
    for (std::size_t at = text.find(theirs); at != std::string::npos; at = text.find(theirs))
      text.replace(at, 2, ours);
  }
  std::string meant;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || c == ':' || c == '_' || c == '-' || c == '{' || c == '}') {
      meant += c;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {  // once for a character of several bytes
      meant += c == '/' ? ':' : '-';
    }
  }
  return meant;
}

}  // namespace gatewarden::config
