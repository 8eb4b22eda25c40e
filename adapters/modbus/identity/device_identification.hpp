// Read Device Identification (function 43 / 14): its objects and the dialogue that fetches them. Pure. Source:
// MODBUS Application Protocol Specification V1.1b3, section 6.21.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "adapters/modbus/identity/dialogue.hpp"

namespace gatewarden::modbus {

// Basic and regular categories; higher objects are vendor-specific.
inline constexpr std::array<const char*, 7> kIdentificationObjects{
    "vendor", "product", "firmware", "url", "product name", "model", "application"};

// Asks for the regular category, which contains the basic one; if refused, for the basic one.
//
// A device must give the same objects each time, or none: a changed identity means another device. A failure
// that repeats (more is promised and then refused, the next object does not grow, no end) keeps the objects so
// far. A failure by chance (no answer, a malformed one, a temporary exception such as "busy") keeps none.
class IdentificationDialogue final : public Dialogue {
 public:
  std::optional<Request> next() const override;
  void answered(const Response& response) override;
  void unanswered() override;

  // By object id; empty if the device gave none or the dialogue broke off.
  const std::map<std::uint8_t, std::string>& objects() const { return objects_; }
  // Failed by chance: there may be objects next time.
  bool broke_off() const { return broke_off_; }

 private:
  static constexpr unsigned kMaxAnswers = 32;  // of one device; some never end

  ReadIdentification ask_{2, 0};
  std::map<std::uint8_t, std::string> objects_;
  unsigned answers_ = 0;
  bool over_ = false;
  bool broke_off_ = false;
};

}  // namespace gatewarden::modbus
