// A device's identity: texts by trait, as far as it tells them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatewarden::modbus {

enum class Trait : std::uint8_t { vendor, product, firmware, serial, model, name, options, url, application };
inline constexpr std::size_t kTraits = 9;
std::string_view trait_name(Trait trait);
std::optional<Trait> trait_of(std::string_view name);
std::string trait_names();  // "vendor, product, ..."

class Identity {
 public:
  const std::string& operator[](Trait trait) const { return traits_[static_cast<std::size_t>(trait)]; }
  std::string& operator[](Trait trait) { return traits_[static_cast<std::size_t>(trait)]; }
  bool empty() const;
  // "ACME EM24-DIN, firmware 1.4, serial 0815"; empty where nothing is known.
  std::string text() const;
  friend bool operator==(const Identity&, const Identity&) = default;

 private:
  std::array<std::string, kTraits> traits_;
};

}  // namespace gatewarden::modbus
