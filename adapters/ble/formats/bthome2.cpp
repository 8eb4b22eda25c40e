// BTHome, version 2.
// Source: bthome.io, pages "format" and "encryption". The address behind the information byte: bthome-ble.
#include "adapters/ble/decoding/accept.hpp"
#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/decoding/object_reader.hpp"
#include "adapters/ble/decoding/sealed.hpp"
#include "adapters/ble/formats/bthome_objects.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kService = 0xFCD2;
constexpr std::uint8_t kEncrypted = 0x01, kHasAddress = 0x02;
constexpr unsigned kVersion = 2;

// Objects with a length of their own. False: an unknown one, whose length cannot be known.
bool read_other(std::uint8_t id, ObjectReader& objects, BthomeValues& values) {
  Bytes head, body;
  switch (id) {
    case 0x3A:
      if (objects.take(1, head)) values.button(head[0]);
      return true;
    case 0x3B:
      if (objects.take(2, head) && objects.take(head[0] & 0x1F, body)) values.command(head[1], body);
      return true;
    case 0x3C:
      if (objects.take(2, head)) values.dimmer(head[0], head[1]);
      return true;
    case 0x53:
      if (objects.take(1, head) && objects.take(head[0], body)) values.text(body);
      return true;
    case 0x54:
      if (objects.take(1, head) && objects.take(head[0], body)) values.raw(body);
      return true;
    case 0xF1:
    case 0xF2:
      if (objects.take(id == 0xF1 ? 4 : 3, body)) values.firmware(body);
      return true;
    default:
      return false;
  }
}

void read_objects(Bytes bytes, bool keep, const Packet& packet, SenderState& state, Decoded& into) {
  ObjectReader objects(bytes, into);
  BthomeValues values(into, keep);
  while (!objects.done()) {
    const std::uint8_t id = objects.byte();
    Bytes body;
    if (const BthomeNumber* number = bthome_number(id)) {
      if (objects.take(number->width, body))
        values.number(*number, number->is_signed ? little_signed(body, 0, number->width)
                                                 : static_cast<std::int64_t>(little(body, 0, number->width)));
    } else if (const auto binary = bthome_binary(id)) {
      if (objects.take(1, body)) values.binary(*binary, body[0]);
    } else if (!read_other(id, objects, values)) {
      objects.stop(Fault::unknown_object);
    }
  }
  if (values.packet_id()) note_packet_id(*values.packet_id(), packet, state, into);
}

// cipher text, counter of 4 bytes, tag of 4
void read_encrypted(std::uint8_t information, const Address& address, Bytes sealed, const Packet& packet,
                    SenderState& state, Decoded& into) {
  into.encrypted = true;
  if (sealed.size() < 8) return into.fail(Fault::truncated);
  const Bytes cipher = sealed.first(sealed.size() - 8), counter = sealed.last(8).first(4);
  Nonce nonce;
  nonce.add(address.bytes).add(0xD2).add(0xFC).add(information).add(counter);
  PlainRoom room;
  const auto plain = open_sealed({cipher, sealed.last(4), {}}, nonce, state, room, into);
  if (!plain || !accept_counter(static_cast<std::uint32_t>(little(counter, 0, 4)), state, into)) return;
  read_objects(*plain, true, packet, state, into);
}

bool recognises(const Elements& elements) { return elements.service(kService) != nullptr; }

void decode(const Packet& packet, SenderState& state, Decoded& into) {
  Bytes data = packet.elements.service(kService)->data;
  if (data.empty()) return into.fail(Fault::truncated);
  const std::uint8_t information = data[0];
  data = data.subspan(1);
  if (information >> 5 != kVersion) return into.fail(Fault::unsupported_version);
  Address address = packet.sender;
  if ((information & kHasAddress) != 0) {
    if (data.size() < address.bytes.size()) return into.fail(Fault::truncated);
    address = Address::from_air(data.data(), packet.sender.random);
    data = data.subspan(address.bytes.size());
    if (!is_senders(packet, address.bytes, into)) return into.fail(Fault::address_mismatch);
  }
  if ((information & kEncrypted) != 0) return read_encrypted(information, address, data, packet, state, into);
  if (accept_plain(state, into)) read_objects(data, false, packet, state, into);
}

constexpr Format::Pattern kPatterns[] = {{AdType::service_data16, {0xD2, 0xFC}, 2}};

}  // namespace

extern constinit const Format kBthome2{"bthome2", recognises,   decode,
                                       kPatterns, kBthomeTells, Format::Sender::may_encrypt};

}  // namespace gatewarden::ble
