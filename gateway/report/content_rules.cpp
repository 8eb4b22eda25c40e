#include "gateway/report/content_rules.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace gatewarden {

bool sendable(Number number) {
  switch (number.kind()) {
    case Number::Kind::integer: {
      constexpr auto largest = static_cast<std::int64_t>(kLargestSendableInteger);
      return number.integer_value() >= -largest && number.integer_value() <= largest;
    }
    case Number::Kind::natural:
      return number.natural_value() <= kLargestSendableInteger;
    case Number::Kind::real:
      break;
  }
  return std::isfinite(number.real_value());
}

bool allowed_in_string(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '_' ||
         c == '/' || c == '.' || c == '-';
}

Cleaned clean_string(std::string_view text, bool strict) {
  if (text.empty()) return {.text = {}, .changed = false, .dropped = true};
  if (std::all_of(text.begin(), text.end(), allowed_in_string)) return {.text = std::string(text)};
  if (strict) return {.text = {}, .changed = false, .dropped = true};
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
  in6_addr address{};  // room for either family
  return inet_pton(AF_INET, terminated.data(), &address) == 1 ||
         inet_pton(AF_INET6, terminated.data(), &address) == 1;
}

std::size_t utf8_character(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  if (at >= text.size()) return 0;
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;   // shorter forms exist below
    const unsigned high = first == 0xED ? 0x9F : 0xBF;  // surrogates above
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;  // U+10FFFF is the last
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

bool valid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_character(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}  // namespace gatewarden
