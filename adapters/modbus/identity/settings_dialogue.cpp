#include "adapters/modbus/identity/settings_dialogue.hpp"

#include "adapters/modbus/wire/request_text.hpp"
#include "gateway/tls/digest.hpp"

namespace gatewarden::modbus {

std::optional<Request> SettingsDialogue::next() const {
  if (failed_ || at_ == reads_.size()) return std::nullopt;
  return reads_[at_];
}

void SettingsDialogue::answered(const Response& response) {
  const Range& read = reads_[at_];
  if (response.kind != Response::Kind::values) {
    failed_ = true;
    const bool is_exception = response.kind == Response::Kind::exception;
    refusal_ =
        to_string(read) + ": " + (is_exception ? exception_text(response.exception) : fault_text(response));
    return;
  }
  seen_ += to_string(read);
  seen_ += '\0';
  seen_.append(response.values.begin(), response.values.end());
  ++at_;
}

void SettingsDialogue::unanswered() { failed_ = true; }

std::string SettingsDialogue::fingerprint() const {
  if (failed_ || at_ != reads_.size()) return {};
  return sha256_hex(seen_);
}

}  // namespace gatewarden::modbus
