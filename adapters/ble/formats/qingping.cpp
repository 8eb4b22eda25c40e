// Qingping: entries of id, length and data behind the device's own address; little endian. Events carry a packet id.
// Source: the parsers of the Bluetooth-Devices and ble_monitor projects (no page of the maker).
#include "adapters/ble/decoding/accept.hpp"
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kService = 0xFDCD, kSharedService = 0xFFF9;  // the second is that of others as well
constexpr std::size_t kHead = 8;                                     // frame, device type, address

bool is_frame(std::uint8_t frame) { return frame == 0x08 || frame == 0x88 || frame == 0x48; }

const ServiceData* find(const Elements& elements) {
  if (const ServiceData* own = elements.service(kService); own != nullptr && !own->data.empty()) return own;
  const ServiceData* shared = elements.service(kSharedService);
  return shared != nullptr && shared->data.size() >= kHead && is_frame(shared->data[0]) ? shared : nullptr;
}

bool recognises(const Elements& elements) { return find(elements) != nullptr; }

std::int64_t u16(Bytes data, std::size_t at) { return static_cast<std::int64_t>(little(data, at, 2)); }

void add_climate(Bytes data, Decoded& into) {
  into.add_within(kTemperature, Quantity::temperature, little_signed(data, 0, 2), 10);
  into.add_possible(Quantity::humidity, u16(data, 2), 10);
}
void add_battery(Bytes data, Decoded& into) {
  into.add_possible(Quantity::battery, data[0] & 0x7F);  // what the top bit means is not documented
}
void add_opening(Bytes data, Decoded& into) {
  if (data[0] > 2) return into.fail(Fault::implausible);
  into.add_bit(Quantity::opening, data[0] != 1);
  into.add_bit(Quantity::left_open, data[0] == 2);
}
void add_pressure(Bytes data, Decoded& into) {
  into.add_within({0, 2000}, Quantity::pressure, u16(data, 0), 10);
}
void add_motion(Bytes data, Decoded& into) {
  into.add_within({0, 1}, Quantity::motion, data[0]);
  into.add_divided(Quantity::illuminance, static_cast<std::int64_t>(little(data, 1, 3)));
}
void add_illuminance(Bytes data, Decoded& into) {
  into.add_divided(Quantity::illuminance, static_cast<std::int64_t>(little(data, 0, 4)));
}
void add_packet_id(Bytes data, Decoded& into) { into.add_divided(Quantity::packet_id, data[0]); }
void add_light(Bytes data, Decoded& into) { into.add_within({0, 1}, Quantity::light, data[0]); }
// 65535 is what a sensor without a reading sends.
void add_particles(Bytes data, Decoded& into) {
  into.add_within({0, 0xFFFE}, Quantity::pm25, u16(data, 0));
  into.add_within({0, 0xFFFE}, Quantity::pm10, u16(data, 2));
}
void add_co2(Bytes data, Decoded& into) { into.add_within({0, 0xFFFE}, Quantity::co2, u16(data, 0)); }

struct Entry {
  std::uint8_t id, length;
  void (*add)(Bytes data, Decoded& into);
};
constexpr Entry kEntries[] = {
    {0x01, 4, add_climate},   {0x02, 1, add_battery},     {0x04, 1, add_opening},   {0x07, 2, add_pressure},
    {0x08, 4, add_motion},    {0x09, 4, add_illuminance}, {0x0F, 1, add_packet_id}, {0x11, 1, add_light},
    {0x12, 4, add_particles}, {0x13, 2, add_co2},
};

void read(std::uint8_t id, Bytes data, const Packet& packet, SenderState& state, Decoded& into) {
  for (const Entry& entry : kEntries) {
    if (entry.id != id) continue;
    if (data.size() < entry.length) return into.fail(Fault::truncated);
    entry.add(data, into);
    if (entry.add == add_packet_id) note_packet_id(data[0], packet, state, into);
  }
}

void decode(const Packet& packet, SenderState& state, Decoded& into) {
  Bytes rest = find(packet.elements)->data;
  if (!is_frame(rest[0])) return into.fail(Fault::unsupported_version);
  if (rest.size() < kHead) return into.fail(Fault::truncated);
  is_senders(packet, Address::from_air(&rest[2], false).bytes, into);  // if not: a finding, the values stand
  rest = rest.subspan(kHead);
  while (!rest.empty()) {
    if (rest.size() < 2 || rest.size() - 2 < rest[1]) return into.fail(Fault::truncated);
    read(rest[0], rest.subspan(2, rest[1]), packet, state, into);
    rest = rest.subspan(2 + rest[1]);
  }
}

constexpr Format::Pattern kPatterns[] = {{AdType::service_data16, {0xCD, 0xFD}, 2},
                                         {AdType::service_data16, {0xF9, 0xFF}, 2}};
constexpr Quantity kTells[] = {Quantity::temperature, Quantity::humidity,    Quantity::battery,
                               Quantity::opening,     Quantity::left_open,   Quantity::pressure,
                               Quantity::motion,      Quantity::illuminance, Quantity::packet_id,
                               Quantity::light,       Quantity::pm25,        Quantity::pm10,
                               Quantity::co2};

}  // namespace

extern const Format kQingping{"qingping", recognises, decode, kPatterns, kTells};

}  // namespace gatewarden::ble
