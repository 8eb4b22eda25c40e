// A device's identity: texts by field, as far as known.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatewarden::modbus {

enum class IdentityField : std::uint8_t {
  vendor,
  product,
  firmware,
  serial,
  model,
  name,
  options,
  url,
  application
};
inline constexpr std::size_t kIdentityFields = 9;
std::string_view identity_field_name(IdentityField field);
std::optional<IdentityField> identity_field_named(std::string_view name);
std::string identity_field_names();  // "vendor, product, ..."

class Identity {
 public:
  const std::string& operator[](IdentityField field) const {
    return fields_[static_cast<std::size_t>(field)];
  }
  std::string& operator[](IdentityField field) { return fields_[static_cast<std::size_t>(field)]; }
  bool empty() const;
  // "ACME EM24-DIN, firmware 1.4, serial 0815"; empty if nothing is known.
  std::string text() const;
  friend bool operator==(const Identity&, const Identity&) = default;

 private:
  std::array<std::string, kIdentityFields> fields_;
};

}  // namespace gatewarden::modbus
