#include "gateway/config/text/missing_quotes.hpp"

#include <algorithm>

#include "gateway/base/text/ascii.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

constexpr auto kNone = std::string_view::npos;

bool is_word(char c) { return (c >= 'a' && c <= 'z') || c == '_' || is_digit(c); }

// One line; `depth` counts the open { and [ of the lines before, the last of which with a key names a secret or not.
class Line {
 public:
  Line(std::string_view text, int number, int& depth, bool below_secret)
      : text_(text), number_(number), depth_(depth), below_secret_(below_secret) {}

  std::optional<MissingQuotes> search() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '#' && (at == 0 || text_[at - 1] == ' ')) break;
      if ((c == '"' || c == '\'') && begins_value(at)) {
        const std::size_t end = closing(at);
        if (end == kNone) return unclosed(at);
        at = end;
      } else if (c == '{' && depth_ > 0 && is_placeholder(at)) {
        return unquoted(at);
      } else if (c == '{' || c == '[') {
        ++depth_;
      } else if ((c == '}' || c == ']') && depth_ > 0) {
        --depth_;
      }
    }
    return std::nullopt;
  }

 private:
  bool begins_value(std::size_t at) const {
    const std::size_t before = at == 0 ? kNone : text_.find_last_not_of(' ', at - 1);
    return before == kNone || std::string_view(":,[{-").find(text_[before]) != kNone;
  }
  std::size_t closing(std::size_t at) const {
    const char quote = text_[at];
    for (std::size_t i = at + 1; i < text_.size(); ++i) {
      const bool escapes = quote == '"' && text_[i] == '\\';
      const bool doubled = quote == '\'' && text_.compare(i, 2, "''") == 0;
      if (escapes || doubled) {
        ++i;
      } else if (text_[i] == quote) {
        return i;
      }
    }
    return kNone;
  }
  // {word} inside a text, or before more of it.
  bool is_placeholder(std::size_t at) const {
    std::size_t end = at + 1;
    while (end < text_.size() && is_word(text_[end])) ++end;
    if (end == at + 1 || end >= text_.size() || text_[end] != '}') return false;
    const bool inside = at > 0 && std::string_view(" [{,").find(text_[at - 1]) == kNone;
    const bool goes_on = end + 1 < text_.size() && std::string_view(" ,]}").find(text_[end + 1]) == kNone;
    return inside || goes_on;
  }
  // Where the text with this place begins, and where the entry `key: text` does.
  std::size_t start_of_value(std::size_t at) const {
    const std::size_t blank = text_.find_last_of(" [{", at == 0 ? 0 : at - 1);
    return blank == kNone ? 0 : blank + 1;
  }
  // Behind the value that begins here: before a comma or a brace that is no placeholder's.
  std::size_t end_of_value(std::size_t at) const {
    int open = 0;
    for (; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == ',' || (c == '}' && open == 0) || c == ']') break;
      if (c == '{') ++open;
      if (c == '}') --open;
    }
    while (at > 0 && text_[at - 1] == ' ') --at;
    return at;
  }
  std::string key_before(std::size_t value) const {
    if (value < 2 || text_[value - 1] != ' ' || text_[value - 2] != ':') return "";
    const std::size_t before = text_.find_last_of(" ,{[", value - 2);
    const std::size_t start = before == kNone ? 0 : before + 1;
    return std::string(text_.substr(start, value - 2 - start)) + ": ";
  }

  // Nothing where the value may be a secret: its key, a list's key or the key above is one's, or it holds credentials.
  std::string repair(std::size_t value, const std::string& key, const std::string& quoted) const {
    const std::string_view before = text_.substr(0, value);
    const bool has_key = before.find(':') != kNone;
    const bool keys_inside = quoted.find(':') != kNone && mentions_secret(quoted);
    const bool secret = has_key ? mentions_secret(before) : below_secret_;
    return secret || keys_inside || holds_credentials(quoted) ? "" : key + quoted;
  }

  MissingQuotes unclosed(std::size_t at) const {
    std::string_view meant = text_.substr(at + 1);
    // Up to what looks like the next key, or the end of the map.
    const std::size_t colon = meant.find(": ");
    std::size_t end = colon == kNone ? kNone : meant.rfind(',', colon);
    meant = meant.substr(0, end);
    while (meant.ends_with(' ') || meant.ends_with(" }") || meant.ends_with(" ]")) meant.remove_suffix(1);
    const std::string key = key_before(at);
    return {number_, static_cast<int>(at - key.size()) + 1, "a quote is opened here and not closed",
            repair(at, key, text_[at] + std::string(meant) + text_[at])};
  }
  MissingQuotes unquoted(std::size_t at) const {
    const std::size_t value = start_of_value(at);
    const std::string key = key_before(value);
    const std::string text(text_.substr(value, end_of_value(value) - value));
    return {number_, static_cast<int>(value - key.size()) + 1,
            "in { } a text with a {placeholder} stands in quotes", repair(value, key, '"' + text + '"')};
  }

  std::string_view text_;
  int number_;
  int& depth_;
  bool below_secret_;
};

}  // namespace

bool mentions_secret(std::string_view text) {
  std::size_t start = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && (is_word(lower(text[at])) || text[at] == '-')) continue;
    if (names_a_secret(text.substr(start, at - start))) return true;
    start = at + 1;
  }
  return false;
}

std::optional<MissingQuotes> find_missing_quotes(std::string_view text) {
  int depth = 0;
  int number = 1;
  bool below_secret = false;
  for (std::size_t start = 0; start < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    if (auto found = Line(line, number, depth, below_secret).search()) return found;
    if (line.find(':') != kNone) below_secret = mentions_secret(line);
    start = end + 1;
  }
  return std::nullopt;
}

}  // namespace gatewarden::config
