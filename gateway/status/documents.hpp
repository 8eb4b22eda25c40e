// The documents of the control socket: one JSON object on a line, told apart by its first member, "answer".
//   {"answer":"status", ...}   a GatewaySnapshot with its children
//   {"answer":"child", ...}    a ChildDetail
//   {"answer":"error","code":"unknown_thing","error":"..."}
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/status/pieces.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

inline constexpr const char* kControlSocketName = "control.sock";  // in the state directory

Pieces status_document(std::shared_ptr<const GatewaySnapshot> snapshot);
std::string child_document(const ChildDetail& detail);
std::string error_document(std::string_view code, std::string_view sentence);

// Reads them back. The gateway may be of another version: unknown members are skipped, missing
// ones keep their default.
Result<GatewaySnapshot> read_status(std::string_view document);
Result<ChildDetail> read_child(std::string_view document);

// The gateway's refusal: a sentence for people and a code for programs.
struct RefusedRequest {
  std::string code, sentence;
};
std::optional<RefusedRequest> read_refusal(std::string_view document);

}  // namespace gatewarden::status
