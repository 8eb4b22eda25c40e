#include "gateway/status/show/ask.hpp"

#include "gateway/base/text/nearest.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/status/documents.hpp"
#include "gateway/status/hex.hpp"
#include "gateway/status/show/child_page.hpp"
#include "gateway/status/show/control_client.hpp"
#include "gateway/status/show/forgotten_page.hpp"
#include "gateway/status/show/gateway_page.hpp"
#include "gateway/status/show/last_page.hpp"
#include "gateway/status/show/learned_page.hpp"
#include "gateway/status/show/reloaded_page.hpp"
#include "gateway/terminal/terminal_text.hpp"

namespace gatewarden::status {
namespace {

constexpr Duration kPatience = std::chrono::seconds(5);
constexpr Duration kOrderPatience = std::chrono::seconds(135);  // beyond ControlConnection::kMaxOrderTime

// ": did you mean "a" or "b"?"; a hint if nothing is close; empty if the gateway does not say.
std::string suggestion(const StatusQuestion& question) {
  const auto document = ask_gateway(question.state_directory, kAskStatus, kPatience);
  const auto snapshot = document ? read_status(*document) : Result<GatewaySnapshot>(Error{});
  if (!snapshot) return "";
  std::vector<std::string> known;
  for (const auto& row : snapshot->children) known.push_back(row.thing);
  std::string text;
  const Closeness closeness{near_enough(question.thing.size()), Closeness::Part::closest, 3};
  for (const auto& name : nearest(question.thing, known, closeness)) {
    text += (text.empty() ? ": did you mean \"" : " or \"") + printable(name) + "\"";
  }
  return text.empty() ? ": `gatewarden status` lists them" : text + "?";
}

// The document, unless it is a refusal.
Result<std::string> answer_to(const StatusQuestion& question, const std::string& request, Duration patience) {
  auto document = ask_gateway(question.state_directory, request, patience);
  if (!document) return document;
  const auto refusal = read_refusal(*document);
  if (!refusal) return document;
  if (refusal->code == "refused_fleet") {
    const std::string mistakes = refusal->sentence.substr(0, refusal->sentence.find_last_not_of('\n') + 1);
    return Error{"the fleet file is refused, the old fleet goes on:\n" + printable_lines(mistakes)};
  }
  return Error{printable(refusal->sentence) + (refusal->code == "unknown_thing" ? suggestion(question) : "")};
}

Result<ChildDetail> ask_for_child(const StatusQuestion& question) {
  const auto document = ask_for_json(question);
  if (!document) return Error{document.error()};
  return read_child(*document);
}

}  // namespace

Result<std::string> ask_for_json(const StatusQuestion& question) {
  const bool whole = question.thing.empty();
  return answer_to(question, whole ? std::string(kAskStatus) : ask_child(question.thing), kPatience);
}

Result<std::string> order_to_forget_for_json(const StatusQuestion& question) {
  return answer_to(question, ask_to_forget(question.thing), kOrderPatience);
}

Result<std::string> order_to_forget(const StatusQuestion& question) {
  auto document = order_to_forget_for_json(question);
  if (!document) return document;
  const auto device = read_forgotten(*document);
  if (!device) return Error{device.error()};
  return forgotten_page(*device);
}

Result<std::string> order_to_reload_for_json(const std::filesystem::path& state_directory, bool all) {
  return answer_to({state_directory, ""}, std::string(ask_to_reload(all)), kOrderPatience);
}

Result<std::string> order_to_reload(const std::filesystem::path& state_directory, bool all) {
  auto document = order_to_reload_for_json(state_directory, all);
  if (!document) return document;
  const auto changes = read_reloaded(*document);
  if (!changes) return Error{changes.error()};
  return reloaded_page(*changes);
}

Result<std::string> ask_for_health(const StatusQuestion& question) {
  auto document = answer_to(question, std::string(kAskHealth), kPatience);
  if (!document) return document;
  const auto health = read_health(*document);
  if (!health) return Error{health.error()};
  if (!health->healthy) return Error{"unhealthy: " + health->why};
  return "healthy: " + printable(health->why) + "\n";
}

Result<std::string> ask_for_last(const StatusQuestion& question, const Screen& screen) {
  const auto detail = ask_for_child(question);
  if (!detail) return Error{detail.error()};
  return last_page(*detail, screen);
}

Result<std::string> ask_for_last_bytes(const StatusQuestion& question) {
  const auto detail = ask_for_child(question);
  if (!detail) return Error{detail.error()};
  if (detail->last_report_hex.empty())
    return Error{printable(question.thing) + ": its last report is not at hand"};
  return from_hex(detail->last_report_hex);
}

Result<Learned> ask_for_learned(const StatusQuestion& question, const std::string& link, LearnedAs shape) {
  const auto document = ask_for_json(question);
  if (!document) return Error{document.error()};
  const auto snapshot = read_status(*document);
  if (!snapshot) return Error{snapshot.error()};
  auto entries = shape == LearnedAs::csv ? learned_csv(*snapshot, link) : learned_yaml(*snapshot, link);
  if (!entries) return Error{entries.error()};
  return Learned{std::move(*entries), learned_remarks(*snapshot, link)};
}

Result<std::string> ask_for_page(const StatusQuestion& question, const Screen& screen) {
  const auto document = ask_for_json(question);
  if (!document) return Error{document.error()};
  if (question.thing.empty()) {
    const auto snapshot = read_status(*document);
    if (!snapshot) return Error{snapshot.error()};
    return gateway_page(*snapshot, screen);
  }
  const auto detail = read_child(*document);
  if (!detail) return Error{detail.error()};
  return child_page(*detail, screen);
}

}  // namespace gatewarden::status
