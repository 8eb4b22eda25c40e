// Who a device says it is, and the dialogue that asks it: Read Device Identification where it has that, else
// the SunSpec common model. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/modbus/device_identification.hpp"
#include "adapters/modbus/sunspec.hpp"

namespace gatewarden::modbus {

enum class Trait : std::uint8_t { vendor, product, firmware, serial, model, name, options, url, application };
inline constexpr std::size_t kTraits = 9;
std::string_view trait_name(Trait trait);

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

// Empty where nothing was told.
Identity identity_of(const IdentificationDialogue& told);
Identity identity_of(const SunSpecCommon& common);

// Both ways of asking are tried where the first gives nothing. `known` is the way by which this unit told who
// it is before: then only a refusal leads to the other one, because a lost answer must not make another
// device of it.
class IdentityDialogue final : public Dialogue {
 public:
  enum class By : std::uint8_t { either, identification, sunspec };
  explicit IdentityDialogue(By by, By known = By::either);

  std::optional<Request> next() const override;
  void answered(const Response& response) override;
  void unanswered() override;

  // Once the dialogue is over. Empty where the device does not say who it is, or did not answer.
  const Identity& identity() const { return identity_; }
  By told_by() const { return asks_sunspec_ ? By::sunspec : By::identification; }
  // A question stayed without an answer: an empty identity means nothing then.
  bool unsure() const { return silent_; }

 private:
  Dialogue& present() { return asks_sunspec_ ? static_cast<Dialogue&>(sunspec_) : identification_; }
  void take();

  By by_, known_;
  bool asks_sunspec_;
  bool turned_ = false;  // to the other way
  bool silent_ = false;
  IdentificationDialogue identification_;
  SunSpecDialogue sunspec_{SunSpecDialogue::Extent::common};
  Identity identity_;
};

}  // namespace gatewarden::modbus
