// The firmware of pvvx for thermometers: 15 or 14 bytes plain (little endian), 11 encrypted.
// Source: README and custom_beacon.h of pvvx/ATC_MiThermometer.
#include "adapters/ble/decoding/accept.hpp"
#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/decoding/sealed.hpp"
#include "adapters/ble/formats/environment_sensing.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::size_t kPlainSize = 15, kWithoutFlags = 14, kSealedSize = 11;

const ServiceData* its_data(const Elements& elements) {
  return environment_sensing(elements, {kPlainSize, kWithoutFlags, kSealedSize});
}

bool recognises(const Elements& elements) { return its_data(elements) != nullptr; }

void add_climate(Bytes data, Decoded& into) {
  into.add_possible(Quantity::temperature, little_signed(data, 0, 2), 100);
  into.add_possible(Quantity::humidity, static_cast<std::int64_t>(little(data, 2, 2)), 100);
}

void add_flags(std::uint8_t flags, Decoded& into) {
  into.add_bit(Quantity::reed, (flags & 0x01) != 0);
  into.add_bit(Quantity::output, (flags & 0x02) != 0);
  into.add_bit(Quantity::temperature_trigger, (flags & 0x08) != 0);
  into.add_bit(Quantity::humidity_trigger, (flags & 0x10) != 0);
}

void read_plain(Bytes data, const Packet& packet, SenderState& state, Decoded& into) {
  if (!is_senders(packet, Address::from_air(data.data(), false).bytes, into))
    return into.fail(Fault::address_mismatch);
  if (!accept_plain(state, into)) return;
  note_packet_id(data[13], packet, state, into);
  add_climate(data.subspan(6), into);
  into.add_divided(Quantity::battery_voltage, static_cast<std::int64_t>(little(data, 10, 2)), 1000);
  into.add_possible(Quantity::battery, data[12]);
  into.add_divided(Quantity::packet_id, data[13]);
  if (data.size() == kPlainSize) add_flags(data[14], into);
}

void decode(const Packet& packet, SenderState& state, Decoded& into) {
  const ServiceData* const service = its_data(packet.elements);
  if (service->data.size() != kSealedSize) return read_plain(service->data, packet, state, into);
  PlainRoom room;
  const auto plain = open_environment_sensing(*service, packet, state, room, into);
  if (!plain) return;
  add_climate(*plain, into);
  into.add_possible(Quantity::battery, (*plain)[4]);
  add_flags((*plain)[5], into);
}

constexpr Format::Pattern kPatterns[] = {{AdType::service_data16, {0x1A, 0x18}, 2}};

constexpr Quantity kTells[] = {
    Quantity::temperature,     Quantity::humidity, Quantity::battery, Quantity::battery_voltage,
    Quantity::packet_id,       Quantity::reed,     Quantity::output,  Quantity::temperature_trigger,
    Quantity::humidity_trigger};

}  // namespace

extern const Format kPvvx{"pvvx", recognises, decode, kPatterns, kTells, Format::Sender::may_encrypt};

}  // namespace gatewarden::ble
