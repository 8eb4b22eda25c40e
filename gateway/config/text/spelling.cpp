#include "gateway/config/text/spelling.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/utf8.hpp"

namespace gatewarden::config {
namespace {

constexpr std::size_t kLongestWord = 64;  // distances of longer words are not worth their time
constexpr std::size_t kLongestShown = 60;

bool control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// "mqtts://user:secret@host" without what stands before the @.
std::string without_credentials(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::string(text);
  const std::size_t start = scheme + 3;
  const std::size_t at = text.substr(start, text.find('/', start) - start).rfind('@');
  if (at == std::string_view::npos) return std::string(text);
  return std::string(text.substr(0, start)) + "..." + std::string(text.substr(start + at));
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  if (a.size() > kLongestWord || b.size() > kLongestWord) return std::max(a.size(), b.size());
  std::array<std::array<std::size_t, kLongestWord + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], two_above[j - 2] + 1);
      }
    }
  }
  return rows[a.size() % 3][b.size()];
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  std::size_t least = word.size() < 4 ? 2 : std::max<std::size_t>(3, word.size() / 3 + 1);
  for (const std::string& each : known) {
    const std::size_t distance = edit_distance(word, each);
    if (distance < least) {
      least = distance;
      best = each;
    }
  }
  if (!best.empty()) return best;
  for (const std::string& each : known) {  // key -> private_key, password -> password_file
    if (word.size() >= 3 && each.find(word) != std::string::npos) return each;
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::string meant = nearest(word, known);
  return meant.empty() ? "" : "; did you mean " + meant + "?";
}

std::string printable(std::string_view text) {
  const std::string whole = without_credentials(text);
  std::string shown;
  for (std::size_t i = 0; i < whole.size();) {
    const std::size_t length = utf8_character(whole, i);
    if (shown.size() + std::max<std::size_t>(length, 1) > kLongestShown) return shown + "...";
    if (length == 0 || (length == 1 && control(whole[i]))) {
      shown += '?';
      ++i;
    } else {
      shown.append(whole, i, length);
      i += length;
    }
  }
  return shown;
}

bool names_a_secret(std::string_view key) {
  if (key.ends_with("_file")) return false;
  std::string lower(key);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
  });
  for (const char* word : {"password", "passwd", "passphrase", "secret", "token", "credential"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return lower == "pass" || lower == "pw" || lower == "pwd";
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

std::string join(const std::vector<std::string>& words, std::string_view between) {
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i) all += (i > 0 ? std::string(between) : "") + words[i];
  return all;
}

}  // namespace gatewarden::config
