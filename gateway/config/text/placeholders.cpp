#include "gateway/config/text/placeholders.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <unordered_set>

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

// A leading "{word}"; without its end, or as an end alone, only the brace.
std::string_view placeholder_at(std::string_view text) {
  const std::size_t end = text.find_first_of("{}", 1);
  const bool whole = text.front() == '{' && end != std::string_view::npos && text[end] == '}';
  return text.substr(0, whole ? end + 1 : 1);
}

std::optional<std::uint32_t> number(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  std::uint32_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size())
    return std::nullopt;
  return value;
}

}  // namespace

std::string fill_placeholders(std::string_view text, const Bindings& bindings, std::string& unknown) {
  std::string filled;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("{{") || rest.starts_with("}}")) {
      filled += rest.front();
      i += 2;
      continue;
    }
    if (rest.front() != '{' && rest.front() != '}') {
      filled += rest.front();
      ++i;
      continue;
    }
    const std::string_view word = placeholder_at(rest);
    const std::string* value = nullptr;
    for (const auto& [name, bound] : bindings) {
      if (word == "{" + name + "}") value = &bound;
    }
    if (value == nullptr && unknown.empty()) unknown = word;
    if (value != nullptr) filled += *value;
    i += word.size();
  }
  return filled;
}

bool has_placeholder(std::string_view text, std::string_view name) {
  return text.find("{" + std::string(name) + "}") != std::string_view::npos;
}

namespace {

Problem unfilled(const ConfigNode& node, const std::string& unknown, const Bindings& bindings) {
  std::vector<std::string> known;
  for (const auto& [name, value] : bindings) known.push_back(name);
  const std::string meant = unknown.size() > 1 ? nearest(unknown.substr(1, unknown.size() - 2), known) : "";
  std::string text = node.text();
  const std::size_t at = text.find(unknown);
  if (!meant.empty() && at != std::string::npos) text.replace(at, unknown.size(), "{" + meant + "}");
  return problem_with_repair(
      node, "F037",
      "nothing fills in " + unknown + " here; there is {" + join(known, "}, {") + "}" +
          (meant.empty() ? "; a brace itself is written twice" : "; did you mean " + meant + "?"),
      meant.empty() || node.filled_in() ? "" : yaml_scalar(text, true));
}

}  // namespace

ConfigNode fill_placeholders(const ConfigNode& node, const Bindings& bindings, Problems& problems) {
  if (node.kind() == ConfigNode::Kind::scalar) {
    ConfigNode copy = node.clone();
    if (node.text().find_first_of("{}") == std::string::npos) return copy;
    std::string unknown;
    std::string filled = fill_placeholders(node.text(), bindings, unknown);
    if (!unknown.empty()) problems.add(unfilled(node, unknown, bindings));
    if (filled != node.text()) copy.set_text(std::move(filled), false);
    return copy;
  }
  ConfigNode copy = node.stand_in();
  for (const ConfigNode& item : node.items()) copy.append(fill_placeholders(item, bindings, problems));
  for (const auto& entry : node.entries()) {
    copy.insert(entry.key, entry.line, entry.column, fill_placeholders(entry.value, bindings, problems));
  }
  return copy;
}

bool looks_like_range(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_not_of("0123456789,- ") == std::string_view::npos && text.front() != '-';
}

std::optional<std::vector<std::string>> parse_range(std::string_view text, std::size_t most) {
  std::vector<std::string> all;
  std::unordered_set<std::uint32_t> seen;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    const std::size_t dash = part.find('-');
    const auto first = number(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number(part.substr(dash + 1));
    if (!first || !last || *last < *first || *last - *first >= most - all.size()) return std::nullopt;
    for (std::uint64_t each = *first; each <= *last; ++each) {
      if (!seen.insert(static_cast<std::uint32_t>(each)).second) return std::nullopt;
      all.push_back(std::to_string(each));
    }
    if (comma == std::string_view::npos) return all;
    text.remove_prefix(comma + 1);
  }
}

std::string range_meant(std::string_view text) {
  constexpr std::size_t kMost = 100'000;
  std::string plain(text);
  for (const auto& [theirs, ours] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"...", "-"},
                                                                            {"..", "-"},
                                                                            {" to ", "-"},
                                                                            {"\u2013", "-"},
                                                                            {"\u2014", "-"},
                                                                            {":", "-"},
                                                                            {";", ","}}) {
    for (std::size_t at = plain.find(theirs); at != std::string::npos; at = plain.find(theirs))
      plain.replace(at, theirs.size(), ours);
  }
  if (!looks_like_range(plain)) return "";
  std::set<std::uint32_t> all;
  for (std::size_t start = 0; start <= plain.size();) {
    const std::size_t end = std::min(plain.find(',', start), plain.size());
    const std::string_view part = std::string_view(plain).substr(start, end - start);
    const std::size_t dash = part.find('-');
    const auto one = number(part.substr(0, dash));
    const auto other = dash == std::string_view::npos ? one : number(part.substr(dash + 1));
    if (!one || !other || std::max(*one, *other) - std::min(*one, *other) >= kMost) return "";
    for (std::uint64_t each = std::min(*one, *other); each <= std::max(*one, *other); ++each)
      all.insert(static_cast<std::uint32_t>(each));
    start = end + 1;
  }
  std::string meant;
  for (auto first = all.begin(); first != all.end();) {
    auto last = first;
    for (auto next = std::next(last); next != all.end() && *next == *last + 1; ++next) last = next;
    meant += (meant.empty() ? "" : ",") + std::to_string(*first);
    if (last != first) meant += "-" + std::to_string(*last);
    first = std::next(last);
  }
  return meant;
}

}  // namespace gatewarden::config
