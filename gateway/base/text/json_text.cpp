#include "gateway/base/text/json_text.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "gateway/base/text/printable.hpp"

namespace gatewarden {
namespace {

template <class Json>
std::string text_of(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

template <class Json>
std::string text_in(const Json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->template get<std::string>() : std::string();
}

void append_escape(std::string& out, char32_t c) {
  char text[16];
  if (c < 0x10000) {
    std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(c));
  } else {
    const auto rest = static_cast<unsigned>(c - 0x10000);
    std::snprintf(text, sizeof text, "\\u%04x\\u%04x", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
  }
  out += text;
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
      append_escape(out, c);
    } else {
      out.append(text, begin, at - begin);
    }
  }
  out += '"';
}

}  // namespace gatewarden
