#include "gateway/config/text/placeholders.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

// A leading "{word}"; without its end, or as an end alone, only the brace.
std::string_view placeholder_at(std::string_view text) {
  const std::size_t end = text.find_first_of("{}", 1);
  const bool whole = text.front() == '{' && end != std::string_view::npos && text[end] == '}';
  return text.substr(0, whole ? end + 1 : 1);
}

std::string_view up_to_brace(std::string_view text) {
  const auto brace = std::find_if(text.begin(), text.end(), [](char c) { return c == '{' || c == '}'; });
  return text.substr(0, static_cast<std::size_t>(brace - text.begin()));
}

// The value of "{word}"; null if there is none.
const std::string* bound_to(std::string_view placeholder, const Bindings& bindings) {
  for (const auto& [name, value] : bindings) {
    if (placeholder.size() == name.size() + 2 && placeholder.substr(1, name.size()) == name) return &value;
  }
  return nullptr;
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

// From a number to another, both included.
struct Span {
  std::uint32_t first = 0, last = 0;
  std::size_t size() const { return std::size_t{last} - first + 1; }
};

// "1-4, 7" as 1 to 4 and 7 to 7, rising or not; nothing if it is none.
std::optional<std::vector<Span>> parts_of(std::string_view text) {
  std::vector<Span> all;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    const std::size_t dash = part.find('-');
    const auto first = number(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number(part.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    all.push_back({*first, *last});
    if (comma == std::string_view::npos) return all;
    text.remove_prefix(comma + 1);
  }
}

// The same numbers in as few rising spans as hold them.
std::vector<Span> merged(std::vector<Span> parts) {
  std::sort(parts.begin(), parts.end(), [](const Span& a, const Span& b) { return a.first < b.first; });
  std::vector<Span> all;
  for (const Span& part : parts) {
    if (all.empty() || part.first > std::uint64_t{all.back().last} + 1) {
      all.push_back(part);
    } else {
      all.back().last = std::max(all.back().last, part.last);
    }
  }
  return all;
}

std::size_t size_of(const std::vector<Span>& spans) {
  std::size_t all = 0;
  for (const Span& each : spans) all += each.size();
  return all;
}

// Once through the text: what is put in is not looked at again.
std::string replaced(std::string_view text, std::string_view theirs, std::string_view ours) {
  std::string all;
  for (std::size_t start = 0;;) {
    const std::size_t at = text.find(theirs, start);
    all += text.substr(start, at - start);
    if (at == std::string_view::npos) return all;
    all += ours;
    start = at + theirs.size();
  }
}

}  // namespace

std::string fill_placeholders(std::string_view text, const Bindings& bindings, std::string& unknown) {
  std::string filled;
  while (filled.size() <= kMaxFilledText) {
    const std::string_view plain = up_to_brace(text);
    filled += plain.substr(0, kMaxFilledText + 1);
    text.remove_prefix(plain.size());
    if (text.empty()) break;
    const std::string_view word = placeholder_at(text);
    const bool brace = text.size() > 1 && text[1] == text[0];  // a brace itself is written twice
    const std::string* value = brace ? nullptr : bound_to(word, bindings);
    if (brace) filled += text.front();
    if (value != nullptr) filled += *value;
    if (value == nullptr && !brace && unknown.empty()) unknown = word;
    text.remove_prefix(brace ? 2 : word.size());
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

ConfigNode fill_placeholders(const ConfigNode& node, const Bindings& bindings, Problems& problems,
                             std::size_t& room) {
  const auto take = [&room](std::size_t bytes) { room -= std::min(room, bytes); };
  take(sizeof node);
  if (room == 0) return node.stand_in();
  if (node.kind() == ConfigNode::Kind::scalar) {
    ConfigNode copy = node.clone();
    take(node.text().size());
    if (node.text().find_first_of("{}") == std::string::npos) return copy;
    std::string unknown;
    std::string filled = fill_placeholders(node.text(), bindings, unknown);
    take(filled.size());
    if (!unknown.empty()) problems.add(unfilled(node, unknown, bindings));
    if (filled.size() > kMaxFilledText)
      problems.add(problem_at(node, "F003", "is longer than 64 KB after its placeholders are filled in"));
    if (filled != node.text()) copy.set_text(std::move(filled), false);
    return copy;
  }
  ConfigNode copy = node.stand_in();
  for (const ConfigNode& item : node.items()) {
    if (room == 0) break;
    copy.append(fill_placeholders(item, bindings, problems, room));
  }
  for (const auto& entry : node.entries()) {
    if (room == 0) break;
    take(entry.key.size());
    copy.insert(entry.key, entry.line, entry.column,
                fill_placeholders(entry.value, bindings, problems, room));
  }
  return copy;
}

bool looks_like_range(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_not_of("0123456789,- ") == std::string_view::npos && text.front() != '-';
}

std::optional<std::vector<std::string>> parse_range(std::string_view text, std::size_t most) {
  const auto parts = parts_of(text);
  if (!parts) return std::nullopt;
  std::size_t count = 0;
  for (const Span& part : *parts) {
    if (part.last < part.first) return std::nullopt;
    count += part.size();
  }
  if (count > most || count != size_of(merged(*parts))) return std::nullopt;  // too many, or one twice
  std::vector<std::string> all;
  all.reserve(count);
  for (const Span& part : *parts) {
    for (std::uint64_t each = part.first; each <= part.last; ++each) all.push_back(std::to_string(each));
  }
  return all;
}

std::string range_meant(std::string_view text) {
  constexpr std::size_t kMost = 100'000;
  std::string plain = unwrapped(text);
  if (plain.find_first_not_of("0123456789 ") == std::string::npos)
    std::replace(plain.begin(), plain.end(), ' ', ',');
  for (const auto& [theirs, ours] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"...", "-"},
                                                                            {"..", "-"},
                                                                            {" to ", "-"},
                                                                            {" bis ", "-"},
                                                                            {"\u2013", "-"},
                                                                            {"\u2014", "-"},
                                                                            {":", "-"},
                                                                            {";", ","},
                                                                            {",,", ","}}) {
    plain = replaced(plain, theirs, ours);
  }
  if (!looks_like_range(plain)) return "";
  auto parts = parts_of(plain);
  if (!parts) return "";
  for (Span& part : *parts) {
    if (part.last < part.first) std::swap(part.first, part.last);
    if (part.size() > kMost) return "";
  }
  std::string meant;
  for (const Span& part : merged(std::move(*parts))) {
    meant += (meant.empty() ? "" : ",") + std::to_string(part.first);
    if (part.last != part.first) meant += "-" + std::to_string(part.last);
  }
  return meant;
}

}  // namespace gatewarden::config
