// Govee's sensors; which of them a packet is from, ble/govee tells.
// Source: the parsers of the Bluetooth-Devices and ble_monitor projects (no page of the maker).
#include <algorithm>
#include <initializer_list>

#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/govee/govee_cipher.hpp"
#include "adapters/ble/govee/govee_payload.hpp"

namespace gatewarden::ble {
namespace {

constexpr Range kMeasured{-40, 100};

struct Packed {
  std::int64_t temperature, humidity;  // tenths
};

// One number holds both. Empty: the battery's byte says that the sensor failed, or no sensor means that.
std::optional<Packed> read_packed(Bytes data, std::size_t at, std::uint8_t battery, Decoded& into) {
  const std::uint64_t raw = big(data, at, 3);
  const auto magnitude = static_cast<std::int64_t>(raw & 0x7FFFFF);
  const std::int64_t tenths = magnitude / 1000;
  const Packed packed{(raw & 0x800000) != 0 ? -tenths : tenths, magnitude % 1000};
  if ((battery & 0x80) == 0 && is_within(kMeasured, packed.temperature, 10)) return packed;
  into.fail(Fault::implausible);
  return std::nullopt;
}

void add_packed(Bytes data, std::size_t at, std::uint8_t battery, Decoded& into) {
  if (const auto packed = read_packed(data, at, battery, into)) {
    into.add_divided(Quantity::temperature, packed->temperature, 10);
    into.add_divided(Quantity::humidity, packed->humidity, 10);
  }
  into.add_possible(Quantity::battery, battery & 0x7F);
}

void add_hundredths(Bytes data, std::size_t at, Decoded& into) {
  into.add_within(kMeasured, Quantity::temperature, little_signed(data, at, 2), 100);
  into.add_possible(Quantity::humidity, static_cast<std::int64_t>(little(data, at + 2, 2)), 100);
  into.add_possible(Quantity::battery, data[at + 4]);
}

// Below 0: not plugged in, or no alarm set.
void add_probe(Quantity quantity, std::size_t probe, std::int64_t raw, std::int64_t by, Decoded& into) {
  if (raw >= 0) into.add_probe(quantity, static_cast<std::uint8_t>(probe), divided(raw, by));
}
void add_probe_with_alarm(Bytes data, std::size_t at, std::size_t probe, Decoded& into) {
  add_probe(Quantity::temperature, probe, big_signed(data, at, 2), 100, into);
  add_probe(Quantity::temperature_alarm, probe, big_signed(data, at + 2, 2), 100, into);
}

// The first of the probes of this packet, by what counts the pairs from 0; 0: there are no such.
std::size_t first_of_pair(unsigned pair, unsigned pairs, Decoded& into) {
  if (pair < pairs) return 1 + 2 * std::size_t{pair};
  into.fail(Fault::implausible);
  return 0;
}

void decode_5075(Bytes data, Decoded& into) { add_packed(data, 1, data[4], into); }
void decode_5100(Bytes data, Decoded& into) { add_packed(data, 2, data[5], into); }
void decode_5074(Bytes data, Decoded& into) { add_hundredths(data, 1, into); }
void decode_5179(Bytes data, Decoded& into) { add_hundredths(data, 4, into); }

void decode_5178(Bytes data, Decoded& into) {
  into.add_within({0, 1}, Quantity::sensor, data[2]);  // near and remote: two places behind one address
  if (into.fault == Fault::none) add_packed(data, 3, data[6], into);
}

void decode_5106(Bytes data, Decoded& into) {
  const auto raw = static_cast<std::int64_t>(big(data, 2, 4)), magnitude = raw & 0x7FFFFFFF;
  const std::int64_t tenths = magnitude / 1'000'000;
  into.add_within(kMeasured, Quantity::temperature, raw > magnitude ? -tenths : tenths, 10);
  if (into.fault != Fault::none) return;
  into.add_divided(Quantity::humidity, magnitude / 1000 % 1000, 10);
  into.add_divided(Quantity::pm25, magnitude % 1000);
}

void decode_5112(Bytes data, Decoded& into) {
  constexpr std::uint8_t kFirst = 0x41, kSecond = 0x82;
  if (data[7] != kFirst && data[7] != kSecond) return into.fail(Fault::implausible);
  const std::uint8_t probe = data[7] == kFirst ? 1 : 2;
  if (const auto packed = read_packed(data, 2, data[5], into)) {
    into.add_probe(Quantity::temperature, probe, divided(packed->temperature, 10));
    if (probe == 1) into.add_probe(Quantity::humidity, probe, divided(packed->humidity, 10));
  }
  into.add_possible(Quantity::battery, data[5] & 0x7F);
}

void decode_5140(Bytes data, Decoded& into) {
  if (data[7] != 0) return into.fail(Fault::implausible);
  const auto packed = read_packed(data, 2, 0, into);
  if (!packed) return;
  into.add_divided(Quantity::temperature, packed->temperature, 10);
  into.add_divided(Quantity::humidity, packed->humidity, 10);
  into.add_divided(Quantity::co2, static_cast<std::int64_t>(big(data, 5, 2)));
}

void decode_5127(Bytes data, Decoded& into) {
  into.add_bit(Quantity::occupancy, data[4] == 1);
  into.add_bit(Quantity::motion, data[5] == 0x11);
}

void decode_5181(Bytes data, Decoded& into) { add_probe_with_alarm(data, 8, 1, into); }
void decode_5182(Bytes data, Decoded& into) {
  add_probe_with_alarm(data, 8, 1, into);
  add_probe_with_alarm(data, 13, 2, into);
}
void decode_5184(Bytes data, Decoded& into) {
  const std::size_t first = first_of_pair((data[6] & 0x3Fu) - 1u, 2, into);
  if (first == 0) return;
  add_probe_with_alarm(data, 8, first, into);
  add_probe_with_alarm(data, 13, first + 1, into);
}
void decode_5185(Bytes data, Decoded& into) {
  add_probe_with_alarm(data, 8, 1, into);
  add_probe_with_alarm(data, 14, 2, into);
}
void decode_5191(Bytes data, Decoded& into) {
  add_probe_with_alarm(data, 8, 1, into);
  // Around the probe: in an oven.
  const std::int64_t ambient = big_signed(data, 14, 2);
  if (ambient >= 0) into.add_divided(Quantity::temperature, ambient, 100);
}
void decode_5198(Bytes data, Decoded& into) {
  const std::size_t first = first_of_pair((data[6] & 0x3Fu) - 1u, 2, into);
  if (first == 0) return;
  for (const std::size_t i : {0, 1}) {
    add_probe_with_alarm(data, 8 + 6 * i, first + i, into);
    add_probe(Quantity::low_temperature_alarm, first + i, big_signed(data, 12 + 6 * i, 2), 100, into);
  }
}
void decode_5055(Bytes data, Decoded& into) {
  into.add_possible(Quantity::battery, data[2]);
  const std::size_t first = first_of_pair(data[3] >> 6, 3, into);
  if (first == 0) return;
  for (const std::size_t i : {0, 1}) {
    const std::size_t at = 5 + 7 * i;
    add_probe(Quantity::temperature, first + i, little_signed(data, at, 2), 1, into);
    add_probe(Quantity::low_temperature_alarm, first + i, little_signed(data, at + 2, 2), 1, into);
    add_probe(Quantity::temperature_alarm, first + i, little_signed(data, at + 4, 2), 1, into);
  }
}

enum class Scrambled : std::uint8_t {
  window = 2,
  motion = 3,
  one_button = 8,
  vibration = 9,
  buttons = 10,
  more_buttons = 11,
  presence = 13,
};

// They count their buttons from 0, which has no number.
void add_button(std::uint8_t number, Decoded& into) {
  constexpr std::string_view kPress = "press";
  if (number == 0) return into.add(Quantity::button, kPress);
  if (number == 1) return into.add(Quantity::button_1, kPress);
  into.add_nth({Quantity::button, number, false}, kPress);
}

void decode_scrambled(Bytes data, Decoded& into) {
  if (!govee_checksum_fits(data)) return into.fail(Fault::bad_checksum);
  const AesBlock plain = govee_unscrambled(data);
  const std::uint8_t event = plain[5];
  switch (static_cast<Scrambled>(plain[2])) {
    case Scrambled::window:
      into.add_bit(Quantity::window, event == 2);
      break;
    case Scrambled::motion:
      into.add_bit(Quantity::motion, event == 1);
      break;
    case Scrambled::vibration:
      into.add_bit(Quantity::vibration, event == 1);
      break;
    case Scrambled::presence:
      event == 16 ? add_button(0, into) : into.add_bit(Quantity::presence, event == 1);
      break;
    case Scrambled::one_button:
    case Scrambled::buttons:
    case Scrambled::more_buttons:
      add_button(event, into);
      break;
    default:
      return into.fail(Fault::unknown_object);
  }
  into.add_possible(Quantity::battery, plain[4]);
}

using Decode = void (*)(Bytes data, Decoded& into);
// In the order of GoveeLayout.
constexpr Decode kDecoders[] = {decode_5075, decode_5100,     decode_5074, decode_5179, decode_5178,
                                decode_5106, decode_5112,     decode_5140, decode_5127, decode_5181,
                                decode_5182, decode_5184,     decode_5185, decode_5191, decode_5198,
                                decode_5055, decode_scrambled};
static_assert(std::size(kDecoders) == static_cast<std::size_t>(GoveeLayout::scrambled) + 1);

bool recognises(const Elements& elements) { return find_govee(elements).has_value(); }

void decode(const Packet& packet, SenderState&, Decoded& into) {
  const auto found = find_govee(packet.elements);
  kDecoders[static_cast<std::size_t>(found->layout)](found->data, into);
}

// Companies where they are theirs, and how names begin; a nameless one of a shared company is not found so.
constexpr Format::Pattern kPatterns[] = {
    {AdType::manufacturer_data, {0x88, 0xEC}, 2}, {AdType::manufacturer_data, {0x01, 0x88}, 2},
    {AdType::manufacturer_data, {0x03, 0x88}, 2}, {AdType::manufacturer_data, {0x43, 0x88}, 2},
    {AdType::name, {'G', 'V', 'H', '5'}, 4},      {AdType::name, {'G', 'V', '5', '1'}, 4},
    {AdType::name, {'G', 'o', 'v', 'e'}, 4},      {AdType::name, {'B', '5', '1', '7'}, 4}};
// clang-format off: a line for each says no more
constexpr Quantity kTells[] = {
    Quantity::temperature,
    Quantity::humidity,
    Quantity::battery,
    Quantity::sensor,
    Quantity::pm25,
    Quantity::co2,
    Quantity::occupancy,
    Quantity::motion,
    Quantity::temperature_alarm,
    Quantity::low_temperature_alarm,
    Quantity::window,
    Quantity::vibration,
    Quantity::presence,
    Quantity::button,
    Quantity::button_1,
};
// clang-format on

}  // namespace

extern const Format kGovee{"govee", recognises, decode, kPatterns, kTells};

}  // namespace gatewarden::ble
