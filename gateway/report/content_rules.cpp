#include "gateway/report/content_rules.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gateway/base/text/aws_name.hpp"

namespace gatewarden {

bool sendable(Number number) {
  switch (number.kind()) {
    case Number::Kind::integer: {
      constexpr auto largest = static_cast<std::int64_t>(kMaxSendableInteger);
      return number.integer_value() >= -largest && number.integer_value() <= largest;
    }
    case Number::Kind::natural:
      return number.natural_value() <= kMaxSendableInteger;
    case Number::Kind::real:
      break;
  }
  return std::isfinite(number.real_value());
}

bool allowed_in_string(char c) { return is_aws_name_character(c) || c == '/' || c == '.'; }

bool is_dropped(std::string_view text, bool strict) {
  return text.empty() || (strict && !std::all_of(text.begin(), text.end(), allowed_in_string));
}

Cleaned clean_string(std::string_view text, bool strict) {
  if (is_dropped(text, strict)) return {.text = {}, .changed = false, .dropped = true};
  if (std::all_of(text.begin(), text.end(), allowed_in_string)) return {.text = std::string(text)};
  Cleaned cleaned{.text = {}, .changed = true};
  cleaned.text.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    cleaned.text += allowed_in_string(text[at]) ? text[at] : '_';
    at += std::max<std::size_t>(utf8_character(text, at), 1);
  }
  return cleaned;
}

bool valid_ip(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.empty() || text.size() >= terminated.size() || text.find('\0') != std::string_view::npos)
    return false;
  std::copy(text.begin(), text.end(), terminated.begin());
  in6_addr address{};  // room for both families
  return inet_pton(AF_INET, terminated.data(), &address) == 1 ||
         inet_pton(AF_INET6, terminated.data(), &address) == 1;
}

}  // namespace gatewarden
