// BTHome, version 1: an object tells its own length, so an unknown one costs only itself.
// Source: bthome.io, page "v1".
#include <algorithm>
#include <bit>
#include <cmath>

#include "adapters/ble/decoding/accept.hpp"
#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/decoding/object_reader.hpp"
#include "adapters/ble/decoding/sealed.hpp"
#include "adapters/ble/formats/bthome_objects.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kPlain = 0x181C, kSealed = 0x181E;
constexpr std::uint8_t kAssociated = 0x11;

enum class Kind : std::uint8_t { natural, integer, real, text, address };

// IEEE 754, of 2, 4 or 8 bytes.
double real_of(Bytes bytes) {
  const std::uint64_t bits = little(bytes, 0, bytes.size());
  if (bytes.size() == 8) return std::bit_cast<double>(bits);
  if (bytes.size() == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  const auto exponent = static_cast<int>(bits >> 10 & 0x1F);
  const auto fraction = static_cast<double>(bits & 0x3FF);
  const double size = exponent == 0x1F ? std::nan("")
                      : exponent == 0  ? std::ldexp(fraction, -24)
                                       : std::ldexp(1024 + fraction, exponent - 25);
  return (bits & 0x8000) != 0 ? -size : size;
}

void read_number(const BthomeNumber& number, Kind kind, Bytes body, BthomeValues& values, Decoded& into) {
  if (kind != Kind::real) {
    if (body.empty() || body.size() > 4) return into.fail(Fault::unknown_object);
    return values.number(number, kind == Kind::integer
                                     ? little_signed(body, 0, body.size())
                                     : static_cast<std::int64_t>(little(body, 0, body.size())));
  }
  if (body.size() != 2 && body.size() != 4 && body.size() != 8) return into.fail(Fault::unknown_object);
  const double value = real_of(body) * number.times / number.divisor;
  if (!std::isfinite(value) || !is_possible(number.quantity, value)) return into.fail(Fault::implausible);
  into.add(number.quantity, Number::real(value));
}

// False: an address of somebody else, so the packet is a copy.
bool read_object(Kind kind, std::uint8_t id, Bytes body, const Packet& packet, BthomeValues& values,
                 Decoded& into) {
  const bool a_number = kind <= Kind::real;
  if (kind == Kind::address && body.size() == 6)
    return is_senders(packet, Address::from_air(body.data(), false).bytes, into);
  if (kind == Kind::text) {
    values.text(body);
  } else if (const auto* number = bthome_number(id); number != nullptr && a_number) {
    read_number(*number, kind, body, values, into);
  } else if (const auto binary = bthome_binary(id); binary && a_number && body.size() == 1) {
    values.binary(*binary, body[0]);
  } else if (id == 0x3A && a_number && body.size() == 1) {
    values.button(body[0]);
  } else if (id == 0x3C && a_number && body.size() == 2) {
    values.dimmer(body[0], body[1]);
  } else {
    into.fail(Fault::unknown_object);
  }
  return true;
}

void read_objects(Bytes bytes, bool keep, const Packet& packet, SenderState& state, Decoded& into) {
  ObjectReader objects(bytes, into);
  BthomeValues values(into, keep);
  while (!objects.done()) {
    const std::uint8_t control = objects.byte();
    Bytes object;
    if ((control & 0x1F) == 0) {
      into.fail(Fault::unknown_object);
    } else if (objects.take(control & 0x1F, object) &&
               !read_object(static_cast<Kind>(control >> 5), object[0], object.subspan(1), packet, values,
                            into)) {
      return into.refuse(Fault::address_mismatch);
    }
  }
  if (values.packet_id()) note_packet_id(*values.packet_id(), packet, state, into);
}

// cipher text, counter of 4 bytes, tag of 4
void read_sealed(Bytes sealed, const Packet& packet, SenderState& state, Decoded& into) {
  into.encrypted = true;
  if (sealed.size() < 8) return into.fail(Fault::truncated);
  const Bytes counter = sealed.last(8).first(4);
  Nonce nonce;
  nonce.add(packet.sender.bytes).add(0x1E).add(0x18).add(counter);
  PlainRoom room;
  const auto plain = open_sealed({sealed.first(sealed.size() - 8), sealed.last(4), Bytes(&kAssociated, 1)},
                                 nonce, state, room, into);
  if (plain && accept_counter(static_cast<std::uint32_t>(little(counter, 0, 4)), state, into))
    read_objects(*plain, true, packet, state, into);
}

bool recognises(const Elements& elements) {
  return elements.service(kPlain) != nullptr || elements.service(kSealed) != nullptr;
}

void decode(const Packet& packet, SenderState& state, Decoded& into) {
  if (const ServiceData* sealed = packet.elements.service(kSealed))
    return read_sealed(sealed->data, packet, state, into);
  if (accept_plain(state, into))
    read_objects(packet.elements.service(kPlain)->data, false, packet, state, into);
}

constexpr Format::Pattern kPatterns[] = {{AdType::service_data16, {0x1C, 0x18}, 2},
                                         {AdType::service_data16, {0x1E, 0x18}, 2}};

}  // namespace

extern constinit const Format kBthome1{"bthome1", recognises,   decode,
                                       kPatterns, kBthomeTells, Format::Sender::may_encrypt};

}  // namespace gatewarden::ble
