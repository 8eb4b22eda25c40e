#include "gateway/registry/thing_name.hpp"

#include <algorithm>

namespace gatewarden {
namespace {

bool registered_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '_' ||
         c == '-';
}

// The length of a well-formed UTF-8 sequence at the front of `text`; 0 when there is none (RFC 3629, section
// 4).
std::size_t utf8_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (at(i) & 0xc0) == 0x80; };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return continues(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if (!continues(1) || !continues(2)) return 0;
    if (first == 0xe0 && at(1) < 0xa0) return 0;  // overlong
    if (first == 0xed && at(1) > 0x9f) return 0;  // surrogates
    return 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (first == 0xf0 && at(1) < 0x90) return 0;
    if (first == 0xf4 && at(1) > 0x8f) return 0;
    return 4;
  }
  return 0;
}

// U+0000-001F, U+007F and U+0080-009F.
bool control_character(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7f;
  return sequence.size() == 2 && first == 0xc2 && static_cast<unsigned char>(sequence[1]) < 0xa0;
}

}  // namespace

Result<ThingName> ThingName::parse(std::string_view text, Rule rule) {
  if (text.empty()) return Error{"a thing name must not be empty"};
  if (text.size() > kMaxBytes) {
    return Error{"a thing name has at most 128 bytes, this one has " + std::to_string(text.size())};
  }
  if (const auto at = text.find_first_of("/+#"); at != std::string_view::npos) {
    return Error{std::string("a thing name is one topic level: no '") + text[at] + "' in it"};
  }
  if (rule == Rule::registered) {
    const auto bad = std::find_if_not(text.begin(), text.end(), registered_character);
    if (bad == text.end()) return ThingName(std::string(text));
    return Error{
        "a registered thing name holds only a-z A-Z 0-9 : _ - (set gateway.names: unregistered for others)"};
  }
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0) return Error{"a thing name must be UTF-8"};
    if (control_character(text.substr(i, length)))
      return Error{"a thing name must not hold control characters"};
    i += length;
  }
  return ThingName(std::string(text));
}

}  // namespace gatewarden
