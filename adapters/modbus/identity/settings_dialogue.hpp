// Reads a device's settings and makes a fingerprint of them. Pure.
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

  // At the end: SHA-256, in hex, of places and values read. Empty if a part is missing.
  std::string fingerprint() const;
  // Why the device refused a part; empty after silence.
  const std::string& refusal() const { return refusal_; }

 private:
  std::span<const Range> reads_;
  std::size_t at_ = 0;
  std::string seen_;
  std::string refusal_;
  bool failed_ = false;
};

}  // namespace gatewarden::modbus
