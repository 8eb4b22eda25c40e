#include "gateway/registry/thing_name.hpp"

#include <algorithm>

#include "gateway/base/text/aws_name.hpp"
#include "gateway/base/text/utf8.hpp"

namespace gatewarden {
Result<ThingName> ThingName::parse(std::string_view text, Rule rule) {
  if (text.empty()) return Error{"a thing name must not be empty"};
  if (text.size() > kMaxBytes) {
    return Error{"a thing name has at most 128 bytes, this one has " + std::to_string(text.size())};
  }
  if (const auto at = text.find_first_of("/+#"); at != std::string_view::npos) {
    return Error{std::string("a thing name is one topic level: no '") + text[at] + "' in it"};
  }
  if (rule == Rule::registered) {
    const auto bad = std::find_if_not(text.begin(), text.end(), is_aws_name_character);
    if (bad == text.end()) return ThingName(std::string(text));
    return Error{
        "a registered thing name holds only a-z A-Z 0-9 : _ - (set gateway.names: unregistered for others)"};
  }
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c == kNotText) return Error{"a thing name must be UTF-8"};
    if (is_control(c)) return Error{"a thing name must not hold control characters"};
  }
  return ThingName(std::string(text));
}

}  // namespace gatewarden
