// The firmware ATC1441 of thermometers: 13 bytes plain (big endian), 8 encrypted.
// Source: README of atc1441/ATC_MiThermometer; the encrypted form: README of pvvx/ATC_MiThermometer.
#include "adapters/ble/decoding/accept.hpp"
#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/decoding/sealed.hpp"
#include "adapters/ble/formats/environment_sensing.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::size_t kPlainSize = 13, kSealedSize = 8;

bool recognises(const Elements& elements) {
  return environment_sensing(elements, {kPlainSize, kSealedSize}) != nullptr;
}

void read_plain(Bytes data, const Packet& packet, SenderState& state, Decoded& into) {
  std::array<std::uint8_t, 6> inside{};
  std::copy_n(data.begin(), inside.size(), inside.begin());
  if (!is_senders(packet, inside, into)) return into.fail(Fault::address_mismatch);
  if (!accept_plain(state, into)) return;
  note_packet_id(data[12], packet, state, into);
  into.add_possible(Quantity::temperature, big_signed(data, 6, 2), 10);
  into.add_possible(Quantity::humidity, data[8]);
  into.add_possible(Quantity::battery, data[9]);
  into.add_divided(Quantity::battery_voltage, static_cast<std::int64_t>(big(data, 10, 2)), 1000);
  into.add_divided(Quantity::packet_id, data[12]);
}

void decode(const Packet& packet, SenderState& state, Decoded& into) {
  const ServiceData* const service = environment_sensing(packet.elements, {kPlainSize, kSealedSize});
  if (service->data.size() == kPlainSize) return read_plain(service->data, packet, state, into);
  PlainRoom room;
  const auto plain = open_environment_sensing(*service, packet, state, room, into);
  if (!plain) return;
  into.add_divided(Quantity::temperature, (*plain)[0] - 80, 2);
  into.add_possible(Quantity::humidity, (*plain)[1], 2);
  into.add_possible(Quantity::battery, (*plain)[2] & 0x7F);
  into.add_bit(Quantity::trigger, (*plain)[2] >> 7 != 0);
}

constexpr Format::Pattern kPatterns[] = {{AdType::service_data16, {0x1A, 0x18}, 2}};

constexpr Quantity kTells[] = {Quantity::temperature,     Quantity::humidity,  Quantity::battery,
                               Quantity::battery_voltage, Quantity::packet_id, Quantity::trigger};

}  // namespace

extern const Format kAtc1441{"atc1441", recognises, decode, kPatterns, kTells, Format::Sender::may_encrypt};

}  // namespace gatewarden::ble
