#include "gateway/config/text/meant/number_meant.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/parse_number.hpp"
#include "gateway/base/text/plain_number.hpp"

namespace gatewarden::config {
namespace {

constexpr auto kNone = std::string_view::npos;

struct Multiple {
  std::string_view unit;
  double factor;
};
// Of bytes, or of anything. KB is a thousand for some, 1024 for others.
constexpr Multiple kMultiples[] = {{"k", 1e3},
                                   {"kB", 1e3},
                                   {"M", 1e6},
                                   {"MB", 1e6},
                                   {"G", 1e9},
                                   {"GB", 1e9},
                                   {"KiB", 1024},
                                   {"MiB", 1024.0 * 1024},
                                   {"GiB", 1024.0 * 1024 * 1024}};
// What may stand behind a number that is counted in it.
constexpr std::string_view kCounted[] = {"baud",  "Baud",      "Bd",      "bps",
                                         "bit/s", "registers", "bytes/s", "retries"};

std::size_t digits_from(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of("0123456789", at), text.size()) - at;
}

// 5_000_000 and 5'000'000 without what divides the thousands; other text as it is, for 40_41 may be a range.
std::string undivided(std::string_view text) {
  constexpr std::string_view kMarks = "_'";
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  std::string all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool mark = kMarks.find(text[i]) != kNone;
    if (mark && !hexadecimal && (i == 0 || digits_from(text, i + 1) != 3)) return std::string(text);
    if (!mark) all += text[i];
  }
  return all;
}

// A decimal comma as a point.
std::string with_point(std::string text) {
  const std::size_t comma = text.find(',');
  if (comma != kNone && text.find_first_of(",.", comma + 1) == kNone && text.find('.') == kNone)
    text[comma] = '.';
  return text;
}

// "5 MB" as what it amounts to, if that is whole.
std::string without_unit(const std::string& text) {
  const std::size_t end = text.find_last_of("0123456789");
  if (end == kNone || end + 1 == text.size()) return text;
  std::string number = text.substr(0, end + 1);
  std::string_view unit = std::string_view(text).substr(end + 1);
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  if (std::find(std::begin(kCounted), std::end(kCounted), unit) != std::end(kCounted)) return number;
  for (const auto& [name, factor] : kMultiples) {
    const auto value = name == unit ? parse_number<double>(number) : std::nullopt;
    const double all = value.value_or(0) * factor;
    if (value && all == std::floor(all) && all < 1e15) return plain_number(all);
  }
  return text;
}

}  // namespace

bool may_be_thousands(std::string_view text) {
  for (std::size_t i = text.find_first_of(",."); i != kNone; i = text.find_first_of(",.", i + 1)) {
    std::size_t first = i;
    while (first > 0 && is_digit(text[first - 1])) --first;
    if (first < i && i - first <= 3 && text[first] != '0' && digits_from(text, i + 1) == 3) return true;
  }
  return false;
}

std::string whole_number_meant(std::string_view typed) {
  if (may_be_thousands(typed)) return std::string(typed);
  std::string text = undivided(typed);
  if (text.starts_with('+')) text.erase(0, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  if (text.starts_with("0X")) text[1] = 'x';
  if (text.starts_with("0x")) return text;
  const bool scientific = text.find_first_of("eE") != kNone;
  const auto value = scientific ? parse_number<double>(text) : std::nullopt;
  if (value && *value == std::floor(*value) && std::abs(*value) < 1e15) return plain_number(*value);
  return without_unit(text);
}

std::string hexadecimal_meant(std::string_view typed) {
  std::string text(typed);
  if (!text.ends_with('h') && !text.ends_with('H')) return text;
  text.pop_back();
  return text.starts_with("0x") || text.starts_with("0X") ? text : "0x" + text;
}

std::string real_number_meant(std::string_view typed) {
  std::string text(typed);
  if (may_be_thousands(text)) return text;
  if (text.starts_with('+')) text.erase(0, 1);
  return with_point(std::move(text));
}

std::string factor_meant(std::string_view typed) {
  if (may_be_thousands(typed)) return std::string(typed);
  std::string text = real_number_meant(typed);
  const std::size_t times = text.starts_with("\u00d7") ? 2 : text.starts_with('x') ? 1 : 0;
  text.erase(0, text.starts_with('*') ? 1 : times);
  text.erase(0, text.find_first_not_of(' '));
  const auto plain = parse_number<double>(text);
  if (plain && times > 0 && std::abs(*plain) > 1) return std::string(typed);
  if (plain) return text;
  if (text.starts_with('/')) text.insert(0, "1");
  if (text.ends_with('%')) text.back() = '/', text += "100";
  const std::size_t line = text.find_first_of("/:");
  if (line == kNone) return text;
  const auto above = parse_number<double>(text.substr(0, line));
  const auto below = parse_number<double>(text.substr(line + 1));
  return above && below && *below != 0 ? plain_number(*above / *below) : text;
}

}  // namespace gatewarden::config
