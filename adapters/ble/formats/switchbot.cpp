// SwitchBot: a letter says which device, values are in the service data, in the manufacturer data or in both.
// Source: OpenWonderLabs/SwitchBotAPI-BLE, pages of the device types; the passive forms from the parser pySwitchbot.
#include <algorithm>

#include "adapters/ble/decoding/accept.hpp"
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kService = 0xFD3D, kCompany = 0x0969;
constexpr std::uint16_t kOldService = 0x0D00, kOldCompany = 0x0059;  // before 2022; both are others' as well
constexpr std::size_t kHead = 3;                                     // letter, state, battery

struct Parts {
  Bytes service;       // letter, state, battery, values
  Bytes manufacturer;  // own address, values; empty: none was heard
};

const ServiceData* find(const Elements& elements) {
  const ServiceData* found = elements.service(kService);
  if (found == nullptr && elements.manufacturer(kOldCompany) != nullptr)
    found = elements.service(kOldService);
  return found != nullptr && !found->data.empty() ? found : nullptr;
}

bool recognises(const Elements& elements) { return find(elements) != nullptr; }

Parts parts_of(const Elements& elements) {
  const ServiceData* service = find(elements);
  const ManufacturerData* manufacturer = elements.manufacturer(kCompany);
  if (manufacturer == nullptr) manufacturer = elements.manufacturer(kOldCompany);
  return {service->data, manufacturer == nullptr ? Bytes() : manufacturer->data};
}

void add_battery(Bytes service, Decoded& into) { into.add_possible(Quantity::battery, service[2] & 0x7F); }

// The three bytes of a thermometer: tenths and alerts, sign and degrees, humidity.
void add_climate(Bytes three, const Parts& parts, Decoded& into) {
  const std::int64_t tenths = three[0] & 0x0F, degrees = three[1] & 0x7F, humidity = three[2] & 0x7F;
  // So it begins, before it measured.
  const bool starting = tenths == 0 && degrees == 0 && humidity == 0 && (parts.service[2] & 0x7F) == 0;
  if (starting || tenths > 9) return into.fail(Fault::implausible);
  const std::int64_t magnitude = 10 * degrees + tenths;
  into.add_divided(Quantity::temperature, (three[1] & 0x80) != 0 ? magnitude : -magnitude, 10);
  into.add_possible(Quantity::humidity, humidity);
}

bool has_climate(Bytes bytes, std::size_t at) { return bytes.size() >= at + 3; }

// Cut within what the model sends in its service data, and nothing else to read.
bool is_cut(Bytes service, std::size_t whole) { return service.size() > kHead && service.size() < whole; }

void decode_meter(const Parts& parts, Decoded& into) {
  if (has_climate(parts.service, 3)) {
    add_climate(parts.service.subspan(3), parts, into);
    if (into.fault != Fault::none) return;
    into.add_divided(Quantity::temperature_alert, parts.service[3] >> 6);
    into.add_divided(Quantity::humidity_alert, parts.service[3] >> 4 & 3);
  } else if (has_climate(parts.manufacturer, 8)) {
    add_climate(parts.manufacturer.subspan(8), parts, into);
  } else if (is_cut(parts.service, 6)) {
    into.fail(Fault::truncated);
  }
}

void decode_outdoor(const Parts& parts, Decoded& into) {
  if (has_climate(parts.manufacturer, 8))
    add_climate(parts.manufacturer.subspan(8), parts, into);
  else if (has_climate(parts.service, 3))
    add_climate(parts.service.subspan(3), parts, into);
  else if (is_cut(parts.service, 6))
    into.fail(Fault::truncated);
}

void decode_co2(const Parts& parts, Decoded& into) {
  decode_outdoor(parts, into);
  if (parts.manufacturer.size() >= 15)
    into.add_within({0, 9999}, Quantity::co2, static_cast<std::int64_t>(big(parts.manufacturer, 13, 2)));
}

void add_contact(bool open, bool left_open, bool motion, bool light, unsigned buttons, Decoded& into) {
  into.add_bit(Quantity::motion, motion);
  into.add_bit(Quantity::opening, open || left_open);
  into.add_bit(Quantity::left_open, left_open);
  into.add_bit(Quantity::light, light);
  into.add_divided(Quantity::button_count, buttons & 0x0F);
}

void decode_contact(const Parts& parts, Decoded& into) {
  const Bytes service = parts.service, other = parts.manufacturer;
  if (service.size() >= 9) {
    const unsigned door = service[3] >> 1 & 3;
    if (door == 3) return into.fail(Fault::implausible);
    add_contact(door == 1, door == 2, (service[1] & 0x40) != 0, (service[3] & 1) != 0, service[8], into);
    const std::int64_t motion_high = service[3] & 0x80 ? 0x10000 : 0,
                       opening_high = service[3] & 0x40 ? 0x10000 : 0;
    into.add_divided(Quantity::seconds_since_motion,
                     motion_high + static_cast<std::int64_t>(big(service, 4, 2)));
    into.add_divided(Quantity::seconds_since_opening,
                     opening_high + static_cast<std::int64_t>(big(service, 6, 2)));
    into.add_divided(Quantity::entries, service[8] >> 6);
    into.add_divided(Quantity::exits, service[8] >> 4 & 3);
  } else if (other.size() >= 13) {
    const unsigned state = other[7];
    add_contact((state & 0x10) != 0, (state & 0x20) != 0, (state & 0x80) != 0, (state & 0x40) != 0, other[12],
                into);
  } else if (is_cut(service, 9)) {
    into.fail(Fault::truncated);
  }
}

void decode_motion(const Parts& parts, Decoded& into) {
  const Bytes service = parts.service, other = parts.manufacturer;
  if (service.size() >= 6) {
    into.add_bit(Quantity::motion, (service[1] & 0x40) != 0);
    const std::int64_t high = service[5] & 0x80 ? 0x10000 : 0;
    into.add_divided(Quantity::seconds_since_motion, high + static_cast<std::int64_t>(big(service, 3, 2)));
    const unsigned light = service[5] & 3;
    if (light == 1 || light == 2) into.add_bit(Quantity::light, light == 2);
  } else if (other.size() >= 8) {
    into.add_bit(Quantity::motion, (other[7] & 0x40) != 0);
    into.add_bit(Quantity::light, (other[7] & 0x20) != 0);
  } else if (is_cut(service, 6)) {
    into.fail(Fault::truncated);
  }
}

void decode_plug(const Parts& parts, Decoded& into) {
  const Bytes other = parts.manufacturer;
  if (other.empty()) return;
  if (other.size() < 12) return into.fail(Fault::truncated);
  const auto power = static_cast<std::int64_t>(big(other, 10, 2));
  into.add_bit(Quantity::power_on, other[7] == 0x80);
  into.add_divided(Quantity::wifi_rssi, -std::int64_t{other[9]});
  into.add_bit(Quantity::overload, (power & 0x8000) != 0);
  into.add_divided(Quantity::power, power & 0x7FFF, 10);
}

void decode_leak(const Parts& parts, Decoded& into) {
  const Bytes other = parts.manufacturer;
  if (other.empty()) return add_battery(parts.service, into);
  if (other.size() < 9) return into.fail(Fault::truncated);
  into.add_possible(Quantity::battery, other[7] & 0x7F);
  into.add_bit(Quantity::battery_low, (other[7] & 0x80) != 0);
  into.add_bit(Quantity::moisture_detected, (other[8] & 1) != 0);
  into.add_bit(Quantity::tamper, (other[8] & 2) != 0);
}

struct Model {
  std::string_view letters;
  const char* name;
  bool has_battery;  // told in the service data
  void (*decode)(const Parts& parts, Decoded& into);
};
constexpr Model kModels[] = {
    {"Tt", "meter", true, decode_meter},           {"Ii", "meter_plus", true, decode_meter},
    {"Ww", "outdoor_meter", true, decode_outdoor}, {"4\x14", "meter_pro", true, decode_outdoor},
    {"5\x15", "meter_pro_co2", true, decode_co2},  {"Dd", "contact", true, decode_contact},
    {"Ss", "motion", true, decode_motion},         {"GgJj", "plug_mini", false, decode_plug},
    {"&\x06", "leak", false, decode_leak},
};

const Model* find_model(char letter) {
  const auto* found = std::ranges::find_if(
      kModels, [&](const Model& model) { return model.letters.find(letter) != std::string_view::npos; });
  return found == std::end(kModels) ? nullptr : found;
}

void decode(const Packet& packet, SenderState&, Decoded& into) {
  const Parts parts = parts_of(packet.elements);
  const Model* model = find_model(static_cast<char>(parts.service[0] & 0x7F));
  if (model == nullptr) return into.fail(Fault::unknown_object);
  into.add(Quantity::model, model->name);
  if (parts.service.size() < kHead) return into.fail(Fault::truncated);
  if (std::array<std::uint8_t, 6> inside; parts.manufacturer.size() >= inside.size()) {
    std::ranges::copy(parts.manufacturer.first(inside.size()), inside.begin());
    is_senders(packet, inside, into);  // if not: a finding, the values stand
  }
  model->decode(parts, into);
  const bool starting = into.fault == Fault::implausible && (parts.service[2] & 0x7F) == 0;
  if (model->has_battery && !starting) add_battery(parts.service, into);
}

constexpr Format::Pattern kPatterns[] = {{AdType::service_data16, {0x3D, 0xFD}, 2},
                                         {AdType::service_data16, {0x00, 0x0D}, 2}};
// clang-format off: a line for each says no more
constexpr Quantity kTells[] = {
    Quantity::model,
    Quantity::battery,
    Quantity::temperature,
    Quantity::humidity,
    Quantity::temperature_alert,
    Quantity::humidity_alert,
    Quantity::co2,
    Quantity::motion,
    Quantity::opening,
    Quantity::left_open,
    Quantity::light,
    Quantity::button_count,
    Quantity::seconds_since_motion,
    Quantity::seconds_since_opening,
    Quantity::entries,
    Quantity::exits,
    Quantity::power_on,
    Quantity::wifi_rssi,
    Quantity::overload,
    Quantity::power,
    Quantity::battery_low,
    Quantity::moisture_detected,
    Quantity::tamper,
};
// clang-format on

}  // namespace

extern const Format kSwitchbot{"switchbot", recognises, decode, kPatterns, kTells};

}  // namespace gatewarden::ble
