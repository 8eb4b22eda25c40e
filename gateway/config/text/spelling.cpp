#include "gateway/config/text/spelling.hpp"

#include <algorithm>
#include <iterator>

#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/nearest.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/base/text/utf8.hpp"
#include "gateway/config/text/foreign_text.hpp"
#include "gateway/config/text/meant/other_words.hpp"

namespace gatewarden::config {
namespace {

constexpr std::size_t kMaxShown = 60;

bool control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// "mqtts://user:secret@host" without its credentials: up to the last @, as a password may hold any character. Of a
// key or certificate nothing.
std::string without_credentials(std::string_view text) {
  if (holds_pem(text)) return "...";
  const std::size_t at = text.rfind('@');
  const std::size_t colon = text.find(':');
  if (at == std::string_view::npos || colon > at) return std::string(text);
  const std::size_t scheme = text.substr(0, at).find("://");
  const std::size_t start = scheme == std::string_view::npos ? 0 : scheme + 3;
  return std::string(text.substr(0, start)) + "..." + std::string(text.substr(at));
}

bool plain(std::string_view text) {
  constexpr std::string_view kIndicators = "-?:,[]{}#&*!|>'\"%@` ";
  if (text.empty() || kIndicators.find(text.front()) != std::string_view::npos || text.back() == ' ' ||
      text.back() == ':') {
    return false;
  }
  return text.find_first_of(",[]{}\"\\\n\t") == std::string_view::npos &&
         text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos;
}

// float16 is no misspelt float32, and meter-3 no meter-1.
bool other_numbers(std::string_view word, std::string_view name) {
  const auto digits_of = [](std::string_view text) {
    std::string all;
    std::copy_if(text.begin(), text.end(), std::back_inserter(all), is_digit);
    return all;
  };
  const std::string typed = digits_of(word);
  return !typed.empty() && typed != digits_of(name);
}

bool divides(char c) { return c == '-' || c == '_' || c == ' ' || c == '.'; }

// int32le is no misspelt int32, and hall-b neither hall nor hall-a.
bool another(std::string_view word, std::string_view name) {
  const std::string typed = lower(word), known = lower(name);
  const std::size_t size = known.size();
  if (size < 3 || typed.size() < size) return false;
  if (typed.size() == size) return divides(known[size - 2]) && typed[size - 1] != known[size - 1];
  return typed.starts_with(known) && (is_digit(known[size - 1]) || divides(typed[size]));
}

// Then neither was meant more than the other.
bool as_near(std::string_view word, const std::vector<std::string>& two) {
  const std::size_t first = edit_distance(lower(word), lower(two[0]));
  const std::size_t second = edit_distance(lower(word), lower(two[1]));
  return first == second || std::min(first, second) > near_enough(word.size());
}

}  // namespace

std::string bare(std::string_view word) {
  std::string all;
  for (const char c : word) {
    if (c == ' ' || c == '-' || c == '_') continue;
    all += lower(c);
  }
  return all;
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  const std::string said = bare(word);
  for (const std::string& each : known) {
    if (!said.empty() && bare(each) == said) return each;
  }
  if (auto other = other_word(said, known)) return *std::move(other);
  // Last resort: key -> private_key, password -> password_file.
  const auto close =
      gatewarden::nearest(word, known, {near_enough(word.size()), Closeness::Part::last_resort, 2});
  if (close.empty() || other_numbers(word, close.front()) || another(word, close.front())) return "";
  return close.size() == 2 && as_near(word, close) ? "" : close.front();
}

std::string no_such_key(std::string_view where, std::string_view meant,
                        const std::vector<std::string>& known) {
  const std::string rule = "no such key here; ";
  if (!meant.empty()) return rule + "did you mean " + std::string(meant) + "?";
  return rule + (where.empty() ? "the keys are " : std::string(where) + " takes ") + join(known, ", ");
}

bool holds_credentials(std::string_view text) { return without_credentials(text) != text; }

std::string excerpt(std::string_view text) {
  const std::string whole = without_credentials(text);
  if (whole.size() <= kMaxShown) return printable(whole);
  return printable(first_characters(whole, kMaxShown)) + "...";
}

std::string unwrapped(std::string_view text) {
  constexpr std::string_view kAround[] = {" ",      "\t",     "\"",     "'",      "`",
                                          ";",      ",",      "\u201c", "\u201d", "\u201e",
                                          "\u2018", "\u2019", "\u00ab", "\u00bb"};
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (const std::string_view each : kAround) {
      const bool before = text.starts_with(each), after = text.size() > each.size() && text.ends_with(each);
      if (before) text.remove_prefix(each.size());
      if (after) text.remove_suffix(each.size());
      stripped = stripped || before || after;
    }
  }
  return std::string(text);
}

std::string yaml_scalar(std::string_view text, bool quoted) {
  if (!quoted && plain(text)) return std::string(text);
  std::string all = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') all += '\\';
    all += c;
  }
  return all + '"';
}

bool names_a_secret(std::string_view key) {
  if (key.ends_with("_file")) return false;
  const std::string small = lower(key);
  for (const char* word : {"password", "passwd", "passphrase", "secret", "token", "credential"}) {
    if (small.find(word) != std::string::npos) return true;
  }
  return small == "pass" || small == "pw" || small == "pwd";
}

std::size_t first_foreign_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const std::size_t length = utf8_character(text, i);
    if (length == 0 || (control(c) && c != '\t' && c != '\n' && c != '\r')) return i;
    i += length;
  }
  return std::string_view::npos;
}

std::string unseen_character(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c == kNotText) return "holds a byte that is not UTF-8";
    if (!harmful(c)) continue;
    if (c == '\n' && at == text.size())
      return "ends with a line end, which no value may: write >- or |- instead of > or |";
    return "holds " + printable(text.substr(begin, at - begin)) +
           ", a control or invisible character, which no value may";
  }
  return "";
}

std::string join(const std::vector<std::string>& words, std::string_view between) {
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i) all += (i > 0 ? std::string(between) : "") + words[i];
  return all;
}

}  // namespace gatewarden::config
