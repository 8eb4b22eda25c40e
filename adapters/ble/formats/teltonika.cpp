// Teltonika EYE sensors: flags, then the fields they name; big endian. In the modes "with beacon" the values are in the
// scan response only.
// Source: wiki.teltonika-gps.com, EYE sensor protocol.
#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/decoding/object_reader.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kCompany = 0x089A;

bool recognises(const Elements& elements) {
  const ManufacturerData* found = elements.manufacturer(kCompany);
  return found != nullptr && !found->data.empty();
}

void decode(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes data = packet.elements.manufacturer(kCompany)->data;
  if (data[0] != 1) return into.fail(Fault::unsupported_version);
  if (data.size() < 2) return into.fail(Fault::truncated);
  const unsigned flags = data[1];
  ObjectReader fields(data.subspan(2), into);
  Bytes raw;
  if ((flags & 0x01) && fields.take(2, raw))
    into.add_within(kTemperature, Quantity::temperature, big_signed(raw, 0, 2), 100);
  if ((flags & 0x02) && fields.take(1, raw)) into.add_possible(Quantity::humidity, raw[0]);
  if (flags & 0x04) into.add_bit(Quantity::magnet, (flags & 0x08) != 0);
  if ((flags & 0x10) && fields.take(2, raw)) {
    into.add_bit(Quantity::moving, (raw[0] & 0x80) != 0);
    into.add_divided(Quantity::movement_counter, static_cast<std::int64_t>(big(raw, 0, 2) & 0x7FFF));
  }
  if ((flags & 0x20) && fields.take(3, raw)) {
    into.add_within({-90, 90}, Quantity::pitch, big_signed(raw, 0, 1));
    into.add_within({-180, 180}, Quantity::roll, big_signed(raw, 1, 2));
  }
  into.add_bit(Quantity::battery_low, (flags & 0x40) != 0);
  if ((flags & 0x80) && fields.take(1, raw))
    into.add_divided(Quantity::battery_voltage, 2000 + 10 * raw[0], 1000);
}

constexpr Format::Pattern kPatterns[] = {{AdType::manufacturer_data, {0x9A, 0x08}, 2}};
constexpr Quantity kTells[] = {Quantity::temperature,      Quantity::humidity,    Quantity::magnet,
                               Quantity::moving,           Quantity::pitch,       Quantity::roll,
                               Quantity::movement_counter, Quantity::battery_low, Quantity::battery_voltage};

}  // namespace

extern const Format kTeltonika{"teltonika", recognises, decode, kPatterns, kTells};

}  // namespace gatewarden::ble
