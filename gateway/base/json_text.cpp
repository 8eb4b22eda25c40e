#include "gateway/base/json_text.hpp"

#include <nlohmann/json.hpp>

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

}  // namespace gatewarden
