#include "adapters/ble/formats/environment_sensing.hpp"

#include <algorithm>

#include "adapters/ble/decoding/accept.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kService = 0x181A;
constexpr std::uint8_t kAssociated = 0x11;

}  // namespace

const ServiceData* environment_sensing(const Elements& elements, std::initializer_list<std::size_t> lengths) {
  for (const ServiceData& one : elements.service_data())
    if (one.service.is(kService) &&
        std::find(lengths.begin(), lengths.end(), one.data.size()) != lengths.end())
      return &one;
  return nullptr;
}

std::optional<Bytes> open_environment_sensing(const ServiceData& service, const Packet& packet,
                                              SenderState& state, PlainRoom& room, Decoded& into) {
  const Bytes data = service.data;
  Nonce nonce;
  nonce.add_reversed(packet.sender.bytes)
      .add(service.element_length)
      .add(0x16)
      .add(0x1A)
      .add(0x18)
      .add(data[0]);
  into.add_divided(Quantity::packet_id, data[0]);
  const auto plain = open_sealed({data.subspan(1, data.size() - 5), data.last(4), Bytes(&kAssociated, 1)},
                                 nonce, state, room, into);
  return plain && accept_packet_id(data[0], packet, state, into) ? plain : std::nullopt;
}

}  // namespace gatewarden::ble
