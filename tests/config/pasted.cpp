#include "tests/config/pasted.hpp"

#include <algorithm>
#include <string_view>

namespace gatewarden::config {
namespace {

constexpr auto kNone = std::string::npos;

std::size_t offset_of(const std::string& text, const Place& place) {
  std::size_t start = 0;
  for (int line = 1; line < place.line; ++line) start = text.find('\n', start) + 1;
  return start + static_cast<std::size_t>(std::max(place.column, 1)) - 1;
}

bool in_key(char c) { return c != ' ' && c != '\n' && std::string_view(",{}[]\"'").find(c) == kNone; }

// Behind the colon of the key that begins here; the place itself if none does.
std::size_t end_of_key(const std::string& text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && in_key(text[end]) && text[end] != ':') ++end;
  return end > at && end < text.size() && text[end] == ':' ? end + 1 : at;
}

// Where the key of the value that begins here stands; the value's place if it has none before it.
std::size_t start_of_entry(const std::string& text, std::size_t at) {
  std::size_t colon = at;
  while (colon > 0 && text[colon - 1] == ' ') --colon;
  if (colon == 0 || text[colon - 1] != ':') return at;
  std::size_t start = colon - 1;
  while (start > 0 && in_key(text[start - 1])) --start;
  return start;
}

bool inside_brackets(const std::string& text, std::size_t at) {
  int open = 0;
  for (std::size_t i = 0; i < at; ++i)
    open += text[i] == '{' || text[i] == '[' ? 1 : text[i] == '}' || text[i] == ']' ? -1 : 0;
  return open > 0;
}

std::size_t end_of_value(const std::string& text, std::size_t at) {
  const bool inside = inside_brackets(text, at);
  int open = 0;
  char quote = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && std::string_view(" [{,:").find(text[at - 1]) != kNone) {
      quote = c;
    } else if (c == '{' || c == '[') {
      ++open;
    } else if (open > 0) {
      open -= c == '}' || c == ']' ? 1 : 0;
    } else if (c == '\n' || (inside && (c == ',' || c == '}' || c == ']'))) {
      break;
    }
  }
  while (at > 0 && text[at - 1] == ' ') --at;
  return at;
}

// A value that commas divide: what belongs to it stands in the problem.
std::size_t end_of_divided(const std::string& text, std::size_t at, const std::string& value) {
  for (const char c : value) {
    while (text[at] == ' ') ++at;
    at += text[at] == c ? 1 : 0;
  }
  return at;
}

}  // namespace

std::string pasted(const std::string& text, const Problem& problem) {
  const std::string& example = problem.example;
  std::size_t start = offset_of(text, problem.place);
  const std::size_t line_end = std::min(text.find('\n', start), text.size());
  const bool has_key = end_of_key(example, 0) > 0;
  const std::size_t key = end_of_key(text, start);
  if (key == start && has_key && problem.code != "F002") start = start_of_entry(text, start);
  std::size_t end = example.ends_with(':') && key > start ? key : end_of_value(text, key);
  if (problem.rule.find("a comma ends a value") != kNone) end = end_of_divided(text, key, problem.value);
  const bool whole_line =
      text.find_last_not_of(' ', start == 0 ? 0 : start - 1) == text.rfind('\n', start) || start == 0;
  if (problem.code == "F002" && whole_line) end = line_end;
  return text.substr(0, start) + example + text.substr(end);
}

}  // namespace gatewarden::config
