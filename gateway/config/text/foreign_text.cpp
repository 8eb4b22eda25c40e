#include "gateway/config/text/foreign_text.hpp"

#include <algorithm>

namespace gatewarden::config {
namespace {

void drop(std::string_view& text, std::string_view any_of) {
  text.remove_prefix(std::min(text.find_first_not_of(any_of), text.size()));
}

}  // namespace

bool holds_pem(std::string_view text) { return text.find("-----BEGIN ") != std::string_view::npos; }

bool begins_with_key(std::string_view text, const std::vector<std::string>& keys) {
  const auto begins = [](std::string_view line, const std::string& key) {
    if (!line.starts_with(key)) return false;
    line.remove_prefix(key.size());
    drop(line, "\"' ");
    return line.starts_with(':');
  };
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = text.substr(start, end - start);
    if (line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    if (line.starts_with('{')) drop(line, "{ ");
    drop(line, "\"'");
    if (std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return begins(line, key); }))
      return true;
    start = end + 1;
  }
  return false;
}

}  // namespace gatewarden::config
