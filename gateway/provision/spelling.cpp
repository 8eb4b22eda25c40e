#include "gateway/provision/spelling.hpp"

#include <algorithm>

#include "gateway/base/text/ascii.hpp"

namespace gatewarden::provision {
namespace {

using Json = nlohmann::ordered_json;

bool capital(char c) { return c >= 'A' && c <= 'Z'; }

std::string snake(const std::string& name) {
  std::string text;
  for (const char c : name) {
    if (capital(c) && !text.empty()) text += '_';
    text += lower(c);
  }
  return text;
}

std::string key(const std::string& name, Spelling spelling) {
  if (std::all_of(name.begin(), name.end(), capital)) return name;
  if (spelling == Spelling::terraform) return snake(name);
  return lower(name.front()) + name.substr(1);
}

}  // namespace

Json spelled(const Json& document, Spelling spelling) {
  if (document.is_array()) {
    Json list = Json::array();
    for (const Json& each : document) list.push_back(spelled(each, spelling));
    return list;
  }
  if (!document.is_object()) return document;
  Json object = Json::object();
  for (const auto& [name, value] : document.items()) object[key(name, spelling)] = spelled(value, spelling);
  return object;
}

}  // namespace gatewarden::provision
