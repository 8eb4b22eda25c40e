#include "gateway/base/text/json_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gateway/base/text/printable.hpp"

namespace gatewarden {
namespace {

// The library escapes the controls of ASCII and replaces what is not UTF-8; other harmful characters can stand only in
// strings, where an escape means the same.
template <class Json>
std::string text_of(const Json& json, int indent) {
  std::string text = json.dump(indent, ' ', false, Json::error_handler_t::replace);
  if (std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x7F; }))
    return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c >= 0x7F && harmful(c)) {
      append_unicode_escape(out, c);
    } else {
      out.append(text, begin, at - begin);
    }
  }
  return out;
}

template <class Json>
std::string text_in(const Json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->template get<std::string>() : std::string();
}

}  // namespace

nlohmann::json parse_json(std::string_view text) { return nlohmann::json::parse(text, nullptr, false); }
nlohmann::ordered_json parse_ordered_json(std::string_view text) {
  return nlohmann::ordered_json::parse(text, nullptr, false);
}

std::string text_member(const nlohmann::json& object, const char* name) { return text_in(object, name); }
std::string text_member(const nlohmann::ordered_json& object, const char* name) {
  return text_in(object, name);
}

std::string json_line(const nlohmann::json& json) { return text_of(json, -1); }
std::string json_line(const nlohmann::ordered_json& json) { return text_of(json, -1); }
std::string json_page(const nlohmann::json& json) { return text_of(json, 2) + "\n"; }
std::string json_page(const nlohmann::ordered_json& json) { return text_of(json, 2) + "\n"; }

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c == kNotText) {
      out += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (harmful(c)) {
      append_unicode_escape(out, c);
    } else {
      out.append(text, begin, at - begin);
    }
  }
  out += '"';
}

}  // namespace gatewarden
