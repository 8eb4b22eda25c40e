// Xiaomi's MiBeacon, versions 2 to 5.
// Source: MiBeacon pages v4 and v5 kept in pvvx/ATC_MiThermometer (InfoMijiaBLE); the older encryption: xiaomi-ble.
#include <algorithm>
#include <array>

#include "adapters/ble/decoding/accept.hpp"
#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/decoding/object_reader.hpp"
#include "adapters/ble/decoding/sealed.hpp"
#include "adapters/ble/formats/mibeacon_objects.hpp"
#include "gateway/tls/aes.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kService = 0xFE95;
constexpr std::uint8_t kAssociated = 0x11;
constexpr std::size_t kOldKeySize = 12;
// Bits of the frame control.
constexpr unsigned kEncrypted = 1U << 3, kHasAddress = 1U << 4, kHasCapability = 1U << 5,
                   kHasObject = 1U << 6, kMesh = 1U << 7;

struct Frame {
  Bytes head;  // frame control, product, counter: as sent
  std::uint16_t control = 0, product = 0;
  std::uint8_t counter = 0;
  Address address;  // told by the frame, else the sender's
  Bytes body;

  bool has(unsigned bit) const { return (control & bit) != 0; }
  unsigned version() const { return control >> 12; }
};

// False: the fault says why.
bool read_frame(const Packet& packet, Frame& frame, Decoded& into) {
  ObjectReader fields(packet.elements.service(kService)->data, into);
  if (!fields.take(5, frame.head)) return false;
  frame.control = static_cast<std::uint16_t>(little(frame.head, 0, 2));
  frame.product = static_cast<std::uint16_t>(little(frame.head, 2, 2));
  frame.counter = frame.head[4];
  frame.address = packet.sender;
  if (frame.version() < 2 || frame.has(kMesh)) return into.fail(Fault::unsupported_version), false;
  Bytes taken;
  if (frame.has(kHasAddress)) {
    if (!fields.take(6, taken)) return false;
    frame.address = Address::from_air(taken.data(), packet.sender.random);
    if (!is_senders(packet, frame.address.bytes, into)) return into.fail(Fault::address_mismatch), false;
  }
  // Behind the capability may stand what the device has of inputs: one byte on real devices, two on the pages.
  if (frame.has(kHasCapability)) {
    if (!fields.take(1, taken) || ((taken[0] & 0x20) != 0 && !fields.take(1, taken))) return false;
  }
  frame.body = fields.rest();
  return true;
}

void read_objects(const Frame& frame, Bytes bytes, Decoded& into) {
  ObjectReader objects(bytes, into);
  while (!objects.done()) {
    Bytes head, body;
    if (objects.take(3, head) && objects.take(head[2], body))
      add_mibeacon_object(frame.product, static_cast<std::uint16_t>(little(head, 0, 2)), body, into);
  }
}

std::uint32_t whole_counter(const Frame& frame, Bytes extension) {
  return static_cast<std::uint32_t>(frame.counter | little(extension, 0, 3) << 8);
}

// Versions 4 and 5: cipher text, 3 more bytes of the counter, tag of 4.
void read_sealed(const Frame& frame, SenderState& state, Decoded& into) {
  if (frame.body.size() < 7) return into.fail(Fault::truncated);
  const Bytes extension = frame.body.last(7).first(3);
  Nonce nonce;
  nonce.add_reversed(frame.address.bytes).add(frame.head.subspan(2, 3)).add(extension);
  PlainRoom room;
  const auto plain =
      open_sealed({frame.body.first(frame.body.size() - 7), frame.body.last(4), Bytes(&kAssociated, 1)},
                  nonce, state, room, into);
  if (plain && accept_counter(whole_counter(frame, extension), state, into))
    read_objects(frame, *plain, into);
}

// The key of the older versions is shorter, and stands around four bytes that are the same everywhere.
std::array<std::uint8_t, 16> widened(const Bindkey& key) {
  static constexpr std::uint8_t kMiddle[] = {0x8D, 0x3D, 0x3C, 0x97};
  std::array<std::uint8_t, 16> wide{};
  auto end = std::copy_n(key.bytes.begin(), 6, wide.begin());
  end = std::copy(std::begin(kMiddle), std::end(kMiddle), end);
  std::copy_n(key.bytes.begin() + 6, 6, end);
  return wide;
}

// Versions 2 and 3: cipher text, 3 bytes of the counter, a check of 1 that nobody knows. The tag of their CCM is not sent, so
// only the key stream is left of it, and nothing vouches for what comes out: it counts if it is sound as a whole.
void read_old_sealed(const Frame& frame, SenderState& state, Decoded& into) {
  into.encrypted = true;
  if (frame.body.size() < 4) return into.fail(Fault::truncated);
  if (state.key == nullptr || state.key->size != kOldKeySize) return into.fail(Fault::no_key);
  const Bytes cipher = frame.body.first(frame.body.size() - 4), extension = frame.body.last(4).first(3);
  Nonce nonce;
  nonce.add(frame.head).add(extension).add_reversed(Bytes(frame.address.bytes).subspan(1));
  const auto key = widened(*state.key);
  PlainRoom room;
  AesBlock counted{0x01}, stream{};
  std::copy(nonce.bytes().begin(), nonce.bytes().end(), counted.begin() + 1);
  for (std::size_t i = 0; i < cipher.size(); ++i) {
    if (i % stream.size() == 0) {
      counted.back() = static_cast<std::uint8_t>(i / stream.size() + 1);
      stream = aes_encrypt(key, counted);
    }
    room[i] = cipher[i] ^ stream[i % stream.size()];
  }
  const auto last = state.counter;
  if (!accept_counter(whole_counter(frame, extension), state, into)) return;
  read_objects(frame, Bytes(room).first(cipher.size()), into);
  if (into.fault == Fault::none) return;
  state.counter = last;
  into.drop_values();
}

// These devices send some objects plain though they have a key: that is noted, and the values stand.
void read_plain(const Frame& frame, const Packet& packet, SenderState& state, Decoded& into) {
  into.downgraded = state.key != nullptr && frame.has(kHasObject);
  note_packet_id(frame.counter, packet, state, into);
  if (frame.has(kHasObject)) read_objects(frame, frame.body, into);
}

bool recognises(const Elements& elements) { return elements.service(kService) != nullptr; }

void decode(const Packet& packet, SenderState& state, Decoded& into) {
  Frame frame;
  if (!read_frame(packet, frame, into)) return;
  if (!frame.has(kEncrypted) || !frame.has(kHasObject)) {
    read_plain(frame, packet, state, into);
  } else if (frame.version() >= 4) {
    read_sealed(frame, state, into);
  } else {
    read_old_sealed(frame, state, into);
  }
  into.add_divided(Quantity::product_id, frame.product);
  into.add_divided(Quantity::packet_id, frame.counter);
}

constexpr Format::Pattern kPatterns[] = {{AdType::service_data16, {0x95, 0xFE}, 2}};

}  // namespace

extern constinit const Format kMibeacon{"mibeacon", recognises,     decode,
                                        kPatterns,  kMibeaconTells, Format::Sender::may_encrypt};

}  // namespace gatewarden::ble
