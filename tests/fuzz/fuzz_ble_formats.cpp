// Any bytes as the payload of an advertisement, to every format: with a key or without (by the first byte), heard twice and
// then again after a newer one. Whatever is told obeys what every decoder obeys.
#include <cmath>
#include <cstdlib>

#include "adapters/ble/formats/formats.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

// What may be told of a packet that was refused: who sent it, not what it measured.
bool of_the_head(Quantity quantity) {
  return quantity == Quantity::product_id || quantity == Quantity::packet_id || quantity == Quantity::model;
}

void check_value(const Value& value) {
  const auto again = parse_value_name(to_text(value.name));
  require(again && *again == value.name);
  if (const auto* number = std::get_if<Number>(&value.content)) {
    require(std::isfinite(number->as_double()));
  } else {
    unsigned sum = 0;  // reads all of it: the view is alive
    for (const char c : std::get<std::string_view>(value.content)) sum += static_cast<unsigned char>(c);
    require(sum <= 255 * kMaxPayload);
  }
}

void check(const Decoded& said) {
  require(said.format.empty() || find_format(said.format) != nullptr);
  if (said.format.empty()) require(said.values().empty());
  require(said.encrypted || !said.authenticated);
  for (std::size_t i = 0; i < said.values().size(); ++i) {
    const Value& value = said.values()[i];
    check_value(value);
    for (std::size_t j = 0; j < i; ++j) require(!(said.values()[j].name == value.name));
    switch (said.fault) {
      case Fault::no_key:
      case Fault::bad_mic:
      case Fault::replayed:
      case Fault::downgrade:
      case Fault::address_mismatch:
      case Fault::unsupported_version:
      case Fault::bad_checksum:
        require(of_the_head(value.name.quantity));
        break;
      default:
        break;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 1) return 0;
  static constexpr Bindkey kKeys[] = {
      {{0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 9, 0xCF, 0x4F, 0x3C}, 16},
      {{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB}, 12}};
  const Address sender =
      (bytes[0] & 4) != 0 ? Address{} : Address{{0x12, 0x34, 0x56, 0x78, 0x9A, 0x60}, false};
  const Elements elements(Bytes(bytes + 1, size - 1));
  Decoded said;
  for (const Format* format : formats()) {
    SenderState state;
    if ((bytes[0] & 3) > 1) state.key = &kKeys[bytes[0] & 1];
    const Packet packet{elements, sender, SteadyTime{}};
    decode(packet, state, said, format);
    check(said);
    const std::size_t values = said.values().size();
    const Fault fault = said.fault;
    const auto counter = state.counter;
    decode(packet, state, said, format);
    check(said);
    // The same packet says the same, and moves nothing.
    require(said.values().size() == values && said.fault == fault && state.counter == counter);
    if (!said.authenticated || !counter || *counter == 0xFFFFFFFF) continue;
    state.counter = *counter + 1;
    decode(packet, state, said, format);
    check(said);
    require(said.fault == Fault::replayed);
  }
  SenderState state;
  decode({elements, sender, SteadyTime{}}, state, said);
  check(said);
  return 0;
}
