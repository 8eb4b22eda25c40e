#include "adapters/ble/decoding/accept.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::chrono::minutes kMaxAge{5};

}  // namespace

bool is_senders(const Packet& packet, const std::array<std::uint8_t, 6>& inside, Decoded& into) {
  into.address_inside = Address{inside, packet.sender.random};
  into.address_differs = packet.sender.known() && packet.sender.bytes != inside;
  return !into.address_differs;
}

bool accept_counter(std::uint32_t counter, SenderState& state, Decoded& into) {
  into.counter = counter;
  into.counter_bits = 32;
  if (state.counter && counter < *state.counter) {
    into.fail(Fault::replayed);
    return false;
  }
  into.repeated = state.counter == counter;
  state.counter = counter;
  return true;
}

void note_packet_id(std::uint8_t id, const Packet& packet, SenderState& state, Decoded& into) {
  if (!into.counter) {
    into.counter = id;
    into.counter_bits = 8;
  }
  into.repeated = into.repeated || state.packet_id == id;
  state.packet_id = id;
  state.packet_at = packet.at;
}

bool accept_packet_id(std::uint8_t id, const Packet& packet, SenderState& state, Decoded& into) {
  const bool recent = state.packet_id && packet.at - state.packet_at <= kMaxAge;
  if (recent && static_cast<std::int8_t>(id - static_cast<std::uint8_t>(*state.packet_id)) < 0) {
    into.counter = id;
    into.counter_bits = 8;
    into.fail(Fault::replayed);
    return false;
  }
  note_packet_id(id, packet, state, into);
  return true;
}

bool accept_plain(const SenderState& state, Decoded& into) {
  into.downgraded = state.key != nullptr;
  if (into.downgraded) into.fail(Fault::downgrade);
  return !into.downgraded;
}

}  // namespace gatewarden::ble
