#include "adapters/ble/formats/formats.hpp"

#include <algorithm>

namespace gatewarden::ble {

extern const Format kBthome2, kBthome1, kMibeacon, kAtc1441, kPvvx;
extern const Format kRuuvi3, kRuuvi5, kRuuvi6, kRuuviC5, kRuuviE1;
extern const Format kEddystoneUid, kEddystoneUrl, kEddystoneTlm, kEddystoneEid, kEddystone, kQingping,
    kSwitchbot;
extern const Format kAranet, kTeltonika, kMikrotik, kMopeka, kThermobeacon, kInkbird, kGovee, kIbeacon;

namespace {

constexpr const Format* kFormats[] = {
    // By service data.
    &kBthome2,
    &kBthome1,
    &kMibeacon,
    &kAtc1441,
    &kPvvx,
    &kEddystoneUid,
    &kEddystoneUrl,
    &kEddystoneTlm,
    &kEddystoneEid,
    &kEddystone,
    &kQingping,
    &kSwitchbot,
    // By name and manufacturer data: of this one the company is a temperature, at 22.02 °C that of Teltonika.
    &kInkbird,
    // By manufacturer data; then by name. Govee sends an iBeacon beside its values, as Inkbird does.
    &kRuuvi3,
    &kRuuvi5,
    &kRuuvi6,
    &kRuuviC5,
    &kRuuviE1,
    &kAranet,
    &kTeltonika,
    &kMikrotik,
    &kMopeka,
    &kThermobeacon,
    &kGovee,
    &kIbeacon,
};

}  // namespace

std::span<const Format* const> formats() { return kFormats; }

const Format* find_format(std::string_view name) {
  const auto* found = std::find_if(std::begin(kFormats), std::end(kFormats),
                                   [&](const Format* format) { return format->name == name; });
  return found == std::end(kFormats) ? nullptr : *found;
}

void decode(const Packet& packet, SenderState& state, Decoded& into, const Format* only) {
  into.clear();
  const auto candidates = only == nullptr ? formats() : std::span(&only, 1);
  for (const Format* format : candidates) {
    if (!format->recognises(packet.elements)) continue;
    into.format = format->name;
    format->decode(packet, state, into);
    break;
  }
  if (packet.elements.truncated()) into.fail(Fault::truncated);
}

}  // namespace gatewarden::ble
