#include "gateway/config/text/meant/duration_meant.hpp"

#include <algorithm>
#include <string>

#include "gateway/base/duration_text.hpp"
#include "gateway/base/text/ascii.hpp"
#include "gateway/config/text/meant/number_meant.hpp"

namespace gatewarden::config {
namespace {

struct Unit {
  std::string_view theirs, ours;
};
// In lower case, without the s or n of a plural.
constexpr Unit kUnits[] = {{"us", "us"},     {"usec", "us"},  {"microsecond", "us"},
                           {"ms", "ms"},     {"msec", "ms"},  {"millisecond", "ms"},
                           {"s", "s"},       {"sec", "s"},    {"second", "s"},
                           {"m", "m"},       {"min", "m"},    {"minute", "m"},
                           {"h", "h"},       {"hr", "h"},     {"hour", "h"},
                           {"d", "d"},       {"day", "d"},    {"sek", "s"},
                           {"sekunde", "s"}, {"minute", "m"}, {"std", "h"},
                           {"stunde", "h"},  {"tag", "d"},    {"tage", "d"}};

std::string_view unit_meant(std::string_view word) {
  for (const auto& [theirs, ours] : kUnits) {
    if (word == theirs || (word.size() > 2 && (word.ends_with('s') || word.ends_with('n')) &&
                           word.substr(0, word.size() - 1) == theirs))
      return ours;
  }
  return "";
}

// In lower case with a decimal point and a digit before it, without blanks, PT of ISO 8601 and a point at the end. Empty
// if two numbers stand with nothing between them: "5 30s".
std::string plain(std::string_view text) {
  std::string all;
  bool apart = false;
  for (const char c : text) {
    if (apart && is_digit(c) && !all.empty() && (is_digit(all.back()) || all.back() == '.')) return "";
    apart = c == ' ';
    if (!apart) all += c == ',' ? '.' : lower(c);
  }
  if (all.ends_with('.')) all.pop_back();
  if (all.starts_with('.')) all.insert(0, "0");
  return all.starts_with("pt") ? all.substr(2) : all;
}

// "00:05:00". Of two numbers nobody knows whether they are hours or minutes.
std::string from_clock(const std::string& text) {
  if (std::count(text.begin(), text.end(), ':') != 2) return text;
  const std::size_t first = text.find(':'), second = text.rfind(':');
  return text.substr(0, first) + "h" + text.substr(first + 1, second - first - 1) + "m" +
         text.substr(second + 1) + "s";
}

}  // namespace

std::optional<Duration> duration_meant(std::string_view text) {
  if (may_be_thousands(text)) return std::nullopt;
  const std::string meant = from_clock(plain(text));
  Duration sum{};
  for (std::size_t at = 0; at < meant.size();) {
    std::size_t unit = at;
    while (unit < meant.size() && (is_digit(meant[unit]) || meant[unit] == '.')) ++unit;
    std::size_t end = unit;
    while (end < meant.size() && !is_digit(meant[end]) && meant[end] != '.') ++end;
    const std::string_view ours = unit_meant(std::string_view(meant).substr(unit, end - unit));
    const auto part = parse_duration(meant.substr(at, unit - at) + std::string(ours));
    if (ours.empty() || !part || *part > Duration::max() - sum) return std::nullopt;
    sum += *part;
    at = end;
  }
  return meant.empty() ? std::nullopt : std::optional(sum);
}

}  // namespace gatewarden::config
