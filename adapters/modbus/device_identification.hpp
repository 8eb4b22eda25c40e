// What a device tells by Read Device Identification, function 43 / 14, and the dialogue that fetches it.
// Pure. Source: MODBUS Application Protocol Specification V1.1b3, section 6.21.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "adapters/modbus/dialogue.hpp"

namespace gatewarden::modbus {

// The objects of the basic and the regular category; what lies above is the maker's own.
inline constexpr std::array<const char*, 7> kIdentificationObjects{
    "vendor", "product", "firmware", "url", "product name", "model", "application"};

// Asks for the regular category, which contains the basic one: a device that has less gives what it has.
// Some refuse a category they do not have, so the basic one is tried next.
class IdentificationDialogue final : public Dialogue {
 public:
  std::optional<Request> next() const override;
  void answered(const Response& response) override;
  void unanswered() override;

  // By object id; empty where the device told nothing, or broke off: a part is no identity.
  const std::map<std::uint8_t, std::string>& objects() const { return objects_; }

 private:
  static constexpr unsigned kMostAnswers = 32;  // of one device; those that never end exist

  ReadIdentification ask_{2, 0};
  std::map<std::uint8_t, std::string> objects_;
  unsigned answers_ = 0;
  bool over_ = false;
};

}  // namespace gatewarden::modbus
