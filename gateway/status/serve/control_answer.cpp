#include "gateway/status/serve/control_answer.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "gateway/base/text/json_text.hpp"
#include "gateway/status/documents.hpp"

namespace gatewarden::status {

void ControlAnswerer::answer(std::string_view request, const ControlPeer& peer, const Done& done) {
  const auto json = parse_json(request);
  const std::string ask = text_member(json, "ask"), thing = text_member(json, "thing");
  if (ask == "status") {
    const auto snapshot = shared_.take();
    return done({status_document(snapshot), snapshot});
  }
  if (ask == "health") return done({whole(health_document(source_.health()))});
  if (ask == "forget") return forget(thing, peer, done);
  if (ask == "reload") return reload(json.value("all", nlohmann::json()) == true, peer, done);
  if (ask == "child") {
    if (const auto detail = source_.child(thing)) return done({whole(child_document(*detail))});
    return done({whole(error_document("unknown_thing", "no child is called \"" + thing + "\""))});
  }
  done({whole(error_document(
      "unknown_request",
      R"(a request is {"ask":"status"}, {"ask":"health"}, {"ask":"child","thing":"..."}, {"ask":"forget","thing":"..."} or {"ask":"reload"})"))});
}

bool ControlAnswerer::allowed(const ControlPeer& peer, const Done& done) const {
  if (peer.uid && (*peer.uid == owner_ || *peer.uid == 0)) return true;
  done({whole(
      error_document("not_allowed", "only the gateway's own user and root may give it orders: use sudo"))});
  return false;
}

void ControlAnswerer::reload(bool all, const ControlPeer& peer, const Done& done) {
  if (!allowed(peer, done)) return;
  orders_.reloader.reload(*peer.uid, [done, all](const ReloadAnswer& answer) {
    const auto* refused = std::get_if<RefusedRequest>(&answer);
    if (refused) return done({whole(error_document(refused->code, refused->sentence))});
    const auto& changes = std::get<std::shared_ptr<const ReloadChanges>>(answer);
    done({reloaded_document(all ? changes : std::make_shared<const ReloadChanges>(changes->few()))});
  });
}

void ControlAnswerer::forget(const std::string& thing, const ControlPeer& peer, const Done& done) {
  if (!allowed(peer, done)) return;
  orders_.forgetter.forget(thing, *peer.uid, [done](const ForgetAnswer& answer) {
    const auto* refused = std::get_if<RefusedRequest>(&answer);
    done({whole(refused ? error_document(refused->code, refused->sentence)
                        : forgotten_document(std::get<ForgottenDevice>(answer)))});
  });
}

Pieces whole(std::string document) {
  return [rest = std::move(document)](std::string& out) mutable {
    if (rest.empty()) return false;
    out += std::exchange(rest, {});
    return true;
  };
}

}  // namespace gatewarden::status
