// The objects of Read Device Identification, function 43 / 14, and the dialogue that fetches them. Pure.
// Source: MODBUS Application Protocol Specification V1.1b3, section 6.21.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "adapters/modbus/identity/dialogue.hpp"

namespace gatewarden::modbus {

// The objects of the basic and the regular category; higher ones are vendor-specific.
inline constexpr std::array<const char*, 7> kIdentificationObjects{
    "vendor", "product", "firmware", "url", "product name", "model", "application"};

// Asks for the regular category, which contains the basic one: a device that has less gives what it has.
// Some devices refuse a category they do not have: the basic one is tried next.
//
// The same device must give the same objects each time, or none: an identity that changes means another
// device. A failure that repeats itself (more is promised and then refused, the next object does not grow,
// there is no end) keeps the part that came, since it will be the same again; a failure by chance (no answer,
// a malformed one, a passing exception such as "busy") keeps nothing.
class IdentificationDialogue final : public Dialogue {
 public:
  std::optional<Request> next() const override;
  void answered(const Response& response) override;
  void unanswered() override;

  // By object id; empty where the device told nothing, or the dialogue broke off.
  const std::map<std::uint8_t, std::string>& objects() const { return objects_; }
  // It failed by chance: the next time there may be objects.
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
