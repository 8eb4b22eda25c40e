#include "gateway/app/reload/setting_changes.hpp"

#include <nlohmann/json.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/utf8.hpp"

namespace gatewarden::app {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxValue = 100;  // bytes of a value that is shown

std::string words(const Json& value) {
  if (value.is_null() || value.empty()) return "none";
  std::string text = value.is_string() ? value.get<std::string>() : json_line(value);
  if (text.size() <= kMaxValue) return text;
  return std::string(first_characters(text, kMaxValue)) + "...";
}

void compare(const std::string& path, const Json& before, const Json& now, std::vector<std::string>& found);

void compare_members(const std::string& path, const Json& before, const Json& now,
                     std::vector<std::string>& found) {
  const auto at = [&](const std::string& name) { return path.empty() ? name : path + "." + name; };
  for (const auto& [name, value] : now.items()) {
    const auto old = before.find(name);
    if (old == before.end()) {
      found.push_back(at(name) + ": new");
    } else {
      compare(at(name), *old, value, found);
    }
  }
  for (const auto& [name, value] : before.items()) {
    if (!now.contains(name)) found.push_back(at(name) + ": gone");
  }
}

bool is_list_of_sections(const Json& value) {
  return value.is_array() && !value.empty() && value[0].is_object();
}

void compare(const std::string& path, const Json& before, const Json& now, std::vector<std::string>& found) {
  if (before == now) return;
  if (before.is_object() && now.is_object()) return compare_members(path, before, now, found);
  if (is_list_of_sections(before) && is_list_of_sections(now) && before.size() == now.size()) {
    for (std::size_t i = 0; i < now.size(); ++i)
      compare(now.size() == 1 ? path : path + "[" + std::to_string(i) + "]", before[i], now[i], found);
    return;
  }
  const bool sections = before.is_object() || now.is_object();
  if (sections && before.is_null()) {
    found.push_back(path + ": new");
  } else if (sections && now.is_null()) {
    found.push_back(path + ": gone");
  } else {
    found.push_back(path + ": " + words(before) + ", now " + words(now));
  }
}

}  // namespace

std::vector<std::string> setting_changes(std::string_view before, std::string_view now) {
  std::vector<std::string> found;
  compare("", parse_json(before), parse_json(now), found);
  return found;
}

}  // namespace gatewarden::app
