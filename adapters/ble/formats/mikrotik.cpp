// MikroTik's tags; little endian. Optionally scrambled with the tag's secret, but never authenticated.
// Source: help.mikrotik.com, MikroTik tag advertisement formats.
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kCompany = 0x094F;
constexpr std::size_t kLength = 18;
constexpr std::uint16_t kNoTemperature = 0x8000;

bool recognises(const Elements& elements) {
  const ManufacturerData* found = elements.manufacturer(kCompany);
  return found != nullptr && !found->data.empty();
}

void decode(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes data = packet.elements.manufacturer(kCompany)->data;
  if (data[0] != 1) return into.fail(Fault::unsupported_version);
  into.encrypted = data.size() > 1 && (data[1] & 1) != 0;
  if (data.size() < kLength) return into.fail(Fault::truncated);
  // What a wrong secret makes of it could not be told from values, so there is none to give.
  if (into.encrypted) return into.fail(Fault::no_key);
  into.add_divided(Quantity::acceleration_x, little_signed(data, 4, 2), 256);
  into.add_divided(Quantity::acceleration_y, little_signed(data, 6, 2), 256);
  into.add_divided(Quantity::acceleration_z, little_signed(data, 8, 2), 256);
  if (little(data, 10, 2) != kNoTemperature)
    into.add_within(kTemperature, Quantity::temperature, little_signed(data, 10, 2), 256);
  into.since_start = static_cast<std::uint32_t>(little(data, 12, 4));
  into.add_divided(Quantity::uptime, *into.since_start);
  into.add_divided(Quantity::flags, data[16]);
  into.add_possible(Quantity::battery, data[17]);
}

constexpr Format::Pattern kPatterns[] = {{AdType::manufacturer_data, {0x4F, 0x09}, 2}};
constexpr Quantity kTells[] = {Quantity::acceleration_x, Quantity::acceleration_y, Quantity::acceleration_z,
                               Quantity::temperature,    Quantity::uptime,         Quantity::flags,
                               Quantity::battery};

}  // namespace

extern const Format kMikrotik{"mikrotik", recognises, decode, kPatterns, kTells};

}  // namespace gatewarden::ble
