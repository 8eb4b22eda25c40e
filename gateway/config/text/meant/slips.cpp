#include "gateway/config/text/meant/slips.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text/ascii.hpp"

namespace gatewarden::config {
namespace {

constexpr auto kNone = std::string::npos;

bool is_word(char c) {
  const char small = lower(c);
  return (small >= 'a' && small <= 'z') || is_digit(c) || c == '_' || c == '-';
}

// Where the key of a line begins, after a list's dash.
std::size_t start_of_key(const std::string& line) {
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == kNone || line.compare(first, 2, "- ") != 0) return first;
  return line.find_first_not_of(' ', first + 1);
}
// Behind the word at this place; the place itself if there is none.
std::size_t end_of_word(const std::string& line, std::size_t at) {
  while (at < line.size() && is_word(line[at])) ++at;
  return at;
}
std::size_t before_blanks(const std::string& line, std::size_t at) {
  while (at > 0 && line[at - 1] == ' ') --at;
  return at;
}

// Walks over a line; knows quotes and how many brackets of the line are open.
class Walk {
 public:
  explicit Walk(const std::string& line) : line_(line) {}
  // The next place outside quotes; false at the end, or where a remark begins.
  bool next(std::size_t& at) {
    for (; next_ < line_.size(); ++next_) {
      const char c = line_[next_];
      if (quote_ != 0) {
        if (c == quote_) quote_ = 0;
        continue;
      }
      const bool after_blank = next_ == 0 || std::string_view(" [{,").find(line_[next_ - 1]) != kNone;
      if (c == '#' && after_blank) return false;
      if ((c == '"' || c == '\'') && after_blank) {
        quote_ = c;
        continue;
      }
      if (c == '{' || c == '[') open_ += c;
      at = next_++;
      return true;
    }
    return false;
  }
  std::string& open() { return open_; }

 private:
  const std::string& line_;
  std::size_t next_ = 0;
  char quote_ = 0;
  std::string open_;
};

std::string blank_after_dash(const std::string& line) {
  const std::size_t first = line.find_first_not_of(' ');
  if (first == kNone || line[first] != '-' || first + 1 >= line.size()) return line;
  const bool apart = line[first + 1] == ' ' || line[first + 1] == '-';
  return apart ? line : line.substr(0, first + 1) + " " + line.substr(first + 1);
}

std::string colon_for_equals(const std::string& line) {
  const std::size_t start = start_of_key(line);
  const std::size_t end = start == kNone ? kNone : end_of_word(line, start);
  const std::size_t sign = end == kNone || end == start ? kNone : line.find_first_not_of(' ', end);
  if (sign == kNone || line[sign] != '=') return line;
  const std::size_t value = std::min(line.find_first_not_of(' ', sign + 1), line.size());
  return line.substr(0, end) + ": " + line.substr(value);
}

std::string blank_after_colon(const std::string& line) {
  const std::size_t start = start_of_key(line);
  const std::size_t end = start == kNone ? kNone : end_of_word(line, start);
  const bool colon = end != kNone && end > start && end + 1 < line.size() && line[end] == ':';
  if (!colon || line[end + 1] == ' ' || line[end + 1] == ':') return line;
  return line.substr(0, end + 1) + " " + line.substr(end + 1);
}

std::string colon_before_bracket(const std::string& line) {
  Walk walk(line);
  for (std::size_t at = 0; walk.next(at);) {
    if ((line[at] != '{' && line[at] != '[') || at == 0 || line[at - 1] != ' ') continue;
    const std::size_t end = before_blanks(line, at);
    const bool after_word = end > 0 && is_word(line[end - 1]) && !line.substr(0, end).ends_with(" -");
    if (after_word && line.find_first_not_of(" -") < end) return line.substr(0, end) + ": " + line.substr(at);
  }
  return line;
}

std::string brackets_in_pairs(const std::string& line) {
  std::string mended;
  std::size_t copied = 0;
  Walk walk(line);
  for (std::size_t at = 0; walk.next(at);) {
    if (line[at] != '}' && line[at] != ']') continue;
    const char opens = line[at] == '}' ? '{' : '[';
    std::string& open = walk.open();
    const std::size_t partner = open.rfind(opens);
    mended += line.substr(copied, before_blanks(line, at) - copied);
    copied = partner == kNone ? at + 1 : before_blanks(line, at);
    while (partner != kNone && open.back() != opens) {
      mended += open.back() == '{' ? " }" : "]";
      open.pop_back();
    }
    if (partner != kNone) open.pop_back();
  }
  mended += line.substr(copied);
  mended.resize(before_blanks(mended, mended.size()));
  for (std::string& open = walk.open(); !open.empty(); open.pop_back())
    mended += open.back() == '{' ? " }" : "]";
  return mended;
}

std::string comma_between(const std::string& line) {
  Walk walk(line);
  for (std::size_t at = 0; walk.next(at);) {
    if (walk.open().empty() || line[at] != ':' || line.compare(at, 2, ": ") != 0) continue;
    std::size_t word = at;
    while (word > 0 && is_word(line[word - 1])) --word;
    const std::size_t before = before_blanks(line, word);
    const bool apart =
        before == 0 || before == word || std::string_view(",{[:").find(line[before - 1]) != kNone;
    if (!apart) return line.substr(0, before) + "," + line.substr(before);
  }
  return line;
}

std::string in_quotes(const std::string& text) {
  const bool plain = text.find_first_of("\"\\") == kNone;
  if (plain) return '"' + text + '"';
  return text.find('\'') == kNone ? "'" + text + "'" : text;
}

// The value of each key, up to a comma, the end of its map or of the line: in quotes where `strange` says so.
std::string quoted_where(const std::string& line, bool (*strange)(std::string_view value, bool in_brackets)) {
  Walk walk(line);
  for (std::size_t at = 0; walk.next(at);) {
    if (line.compare(at, 2, ": ") != 0) continue;
    const std::size_t start = line.find_first_not_of(' ', at + 1);
    if (start == kNone || std::string_view("\"'{[").find(line[start]) != kNone) continue;
    const bool inside = !walk.open().empty();
    std::size_t end =
        inside ? std::min({line.find(", ", start), line.find(" }", start), line.size()}) : line.size();
    end = before_blanks(line, std::min(end, line.find(" #", start)));
    const std::string value = line.substr(start, end - start);
    if (strange(value, inside)) return line.substr(0, start) + in_quotes(value) + line.substr(end);
  }
  return line;
}

std::string reserved_in_quotes(const std::string& line) {
  return quoted_where(line, [](std::string_view value, bool) {
    return std::string_view("@`%").find(value.front()) != kNone;
  });
}
std::string colon_in_quotes(const std::string& line) {
  return quoted_where(line, [](std::string_view value, bool) { return value.find(": ") != kNone; });
}
std::string brackets_in_quotes(const std::string& line) {
  return quoted_where(line, [](std::string_view value, bool inside) {
    return inside && value.find_first_of("[]{}") != kNone;
  });
}

constexpr std::array kSlips{
    Slip{"a blank follows the - of a list", blank_after_dash},
    Slip{"between a key and its value stand a colon and a blank", colon_for_equals},
    Slip{"a blank follows the colon", blank_after_colon},
    Slip{"a colon stands between a key and its value", colon_before_bracket},
    Slip{"a comma stands between two entries in { }", comma_between},
    Slip{"each { and [ is closed, in their order", brackets_in_pairs},
    Slip{"a text that begins with @, % or ` stands in quotes", reserved_in_quotes},
    Slip{"a text with a colon and a blank in it stands in quotes", colon_in_quotes},
    Slip{"in { } a text with brackets stands in quotes", brackets_in_quotes},
};

}  // namespace

std::span<const Slip> slips() { return kSlips; }

}  // namespace gatewarden::config
