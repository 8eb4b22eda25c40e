#include "gateway/status/serve/control_answer.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "gateway/base/text/json_text.hpp"
#include "gateway/status/documents.hpp"

namespace gatewarden::status {

ControlAnswer ControlAnswerer::answer(std::string_view request) {
  const auto json = parse_json(request);
  const std::string ask = text_member(json, "ask");
  if (ask == "status") {
    const auto snapshot = shared_.take();
    return {status_document(snapshot), snapshot};
  }
  if (ask == "child") {
    const std::string thing = text_member(json, "thing");
    if (const auto detail = source_.child(thing)) return {whole(child_document(*detail))};
    return {whole(error_document("unknown_thing", "no child is called \"" + thing + "\""))};
  }
  return {whole(error_document("unknown_request",
                               R"(a request is {"ask":"status"} or {"ask":"child","thing":"..."})"))};
}

Pieces whole(std::string document) {
  return [rest = std::move(document)](std::string& out) mutable {
    if (rest.empty()) return false;
    out += std::exchange(rest, {});
    return true;
  };
}

}  // namespace gatewarden::status
