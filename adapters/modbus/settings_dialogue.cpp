#include "adapters/modbus/settings_dialogue.hpp"

#include <openssl/evp.h>

#include <array>

namespace gatewarden::modbus {

std::optional<Request> SettingsDialogue::next() const {
  if (failed_ || at_ == reads_.size()) return std::nullopt;
  return reads_[at_];
}

void SettingsDialogue::answered(const Response& response) {
  const Range& read = reads_[at_];
  if (response.kind != Response::Kind::values) {
    failed_ = true;
    refusal_ = to_string(read);
    if (response.kind == Response::Kind::exception) {
      refusal_ += ": exception " + std::to_string(response.exception) + " (" +
                  std::string(exception_name(response.exception)) + ")";
    } else {
      refusal_ += std::string(": ") + response.fault;
    }
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
  std::array<unsigned char, 32> digest{};
  if (EVP_Digest(seen_.data(), seen_.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) return {};
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) text.append({kHex[byte >> 4], kHex[byte & 0xF]});
  return text;
}

}  // namespace gatewarden::modbus
