// Reads the registers in which a device keeps its settings, and makes a fingerprint of them. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "adapters/modbus/identity/dialogue.hpp"

namespace gatewarden::modbus {

class SettingsDialogue final : public Dialogue {
 public:
  // The reads outlive it.
  explicit SettingsDialogue(std::span<const Range> reads) : reads_(reads) {}

  std::optional<Request> next() const override;
  void answered(const Response& response) override;
  void unanswered() override;

  // Once it is over: SHA-256, in hex, over what was read and where. Empty where a part is missing.
  std::string fingerprint() const;
  // Why a part is missing, where the device refused it; empty where it was silent.
  const std::string& refusal() const { return refusal_; }

 private:
  std::span<const Range> reads_;
  std::size_t at_ = 0;
  std::string seen_;
  std::string refusal_;
  bool failed_ = false;
};

}  // namespace gatewarden::modbus
