// Documents of the control socket: one JSON object per line; its first member, "answer", tells the kind.
//   {"answer":"status", ...}   a GatewaySnapshot with its children
//   {"answer":"child", ...}    a ChildDetail
//   {"answer":"health","healthy":true,"why":"..."}
//   {"answer":"forgotten", ...} a ForgottenDevice
//   {"answer":"reloaded", ...}  ReloadChanges
//   {"answer":"error","code":"unknown_thing","error":"..."}
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/status/forgetter.hpp"
#include "gateway/status/pieces.hpp"
#include "gateway/status/reloader.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

inline constexpr const char* kControlSocketName = "control.sock";  // in the state directory

Pieces status_document(std::shared_ptr<const GatewaySnapshot> snapshot);
std::string child_document(const ChildDetail& detail);
std::string health_document(const Health& health);
std::string forgotten_document(const ForgottenDevice& device);
Pieces reloaded_document(std::shared_ptr<const ReloadChanges> changes);
std::string error_document(std::string_view code, std::string_view sentence);

// The gateway's version may differ: unknown members are skipped, missing ones keep their default.
Result<GatewaySnapshot> read_status(std::string_view document);
Result<ChildDetail> read_child(std::string_view document);
Result<Health> read_health(std::string_view document);
Result<ForgottenDevice> read_forgotten(std::string_view document);
Result<ReloadChanges> read_reloaded(std::string_view document);
std::optional<RefusedRequest> read_refusal(std::string_view document);

}  // namespace gatewarden::status
