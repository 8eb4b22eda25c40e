#include "adapters/ble/govee/govee_name.hpp"

#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::string_view kMakers[] = {"Govee_H", "GVH", "GV", "B"};
constexpr std::size_t kDigits = 4;

}  // namespace

GoveeName read_govee_name(std::string_view name) {
  using Kind = GoveeName::Kind;
  if (name.empty()) return {};
  for (const std::string_view maker : kMakers) {
    if (maker != "B" && maker.starts_with(name)) return {Kind::cut};
    if (!name.starts_with(maker)) continue;
    const std::string_view digits = name.substr(maker.size(), kDigits);
    const auto model = parse_number<std::uint16_t>(digits);
    if (digits.size() == kDigits && model) return {Kind::of_model, *model};
    if (maker == "B") continue;
    if (digits.find_first_not_of("0123456789") == std::string_view::npos) return {Kind::cut};
  }
  return {Kind::of_stranger};
}

}  // namespace gatewarden::ble
