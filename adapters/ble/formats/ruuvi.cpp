// Ruuvi's formats 3, 5, 6, C5 and E1, big endian. What is not available is the smallest number of a signed field and the
// largest of an unsigned one. Humidity above 100 % is in the maker's own examples: it stands.
// Source: docs.ruuvi.com, "Bluetooth advertisements"; format 8 (encrypted) is a proposal only.
#include <algorithm>
#include <array>
#include <cmath>

#include "adapters/ble/decoding/accept.hpp"
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kCompany = 0x0499;

const ManufacturerData* its_data(const Elements& elements, std::uint8_t format) {
  for (const ManufacturerData& one : elements.manufacturer_data())
    if (one.company == kCompany && !one.data.empty() && one.data[0] == format) return &one;
  return nullptr;
}

// A row of a format's table: where a number stands, and what it means.
struct Field {
  std::uint8_t at, width;
  bool is_signed;
  std::int32_t plus;
  std::int32_t divisor;
  Quantity quantity;
};

constexpr std::int64_t missing(const Field& field) {
  const unsigned bits = 8U * field.width;
  return field.is_signed ? -(std::int64_t{1} << (bits - 1)) : (std::int64_t{1} << bits) - 1;
}

void add(const Field& field, Bytes data, Decoded& into) {
  const auto number = field.is_signed ? big_signed(data, field.at, field.width)
                                      : static_cast<std::int64_t>(big(data, field.at, field.width));
  if (number != missing(field)) into.add_divided(field.quantity, number + field.plus, field.divisor);
}

template <std::size_t kCount>
void add(const Field (&fields)[kCount], Bytes data, Decoded& into) {
  for (const Field& field : fields) add(field, data, into);
}

// In the order of address, counter and its width in bits; `bytes`: all of it or its last three.
void note_sender(Bytes bytes, const Packet& packet, Decoded& into) {
  if (std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0xFF; })) return;
  std::array<std::uint8_t, 6> inside = packet.sender.bytes;
  std::copy(bytes.begin(), bytes.end(), inside.end() - static_cast<std::ptrdiff_t>(bytes.size()));
  is_senders(packet, inside, into);
}

// Nothing vouches for a sequence, but the same one again is the same sample.
void note_sequence(std::uint64_t sequence, std::uint8_t bits, SenderState& state, Decoded& into) {
  into.counter = static_cast<std::uint32_t>(sequence);
  into.counter_bits = bits;
  into.repeated = state.packet_id == into.counter;
  state.packet_id = into.counter;
}

constexpr Field kClimate[] = {
    {1, 2, true, 0, 200, Quantity::temperature},
    {3, 2, false, 0, 400, Quantity::humidity},
    {5, 2, false, 50000, 100, Quantity::pressure},
};

void decode3(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes data = its_data(packet.elements, 3)->data;
  if (data.size() < 14) return into.fail(Fault::truncated);
  static constexpr Field kMotion[] = {
      {6, 2, true, 0, 1000, Quantity::acceleration_x},
      {8, 2, true, 0, 1000, Quantity::acceleration_y},
      {10, 2, true, 0, 1000, Quantity::acceleration_z},
  };
  into.add_divided(Quantity::humidity, data[1], 2);
  const int hundredths = (data[2] & 0x7F) * 100 + data[3];  // sign and magnitude
  into.add_divided(Quantity::temperature, (data[2] & 0x80) != 0 ? -hundredths : hundredths, 100);
  into.add_divided(Quantity::pressure, static_cast<std::int64_t>(big(data, 4, 2)) + 50000, 100);
  add(kMotion, data, into);
  into.add_divided(Quantity::battery_voltage, static_cast<std::int64_t>(big(data, 12, 2)), 1000);
}

// The part from power on, which C5 has earlier.
void decode_end_of_5(Bytes data, const Packet& packet, SenderState& state, Decoded& into) {
  const auto power = static_cast<std::int64_t>(big(data, 0, 2));
  if (power >> 5 != 0x7FF) into.add_divided(Quantity::battery_voltage, (power >> 5) + 1600, 1000);
  if ((power & 0x1F) != 0x1F) into.add_divided(Quantity::tx_power, (power & 0x1F) * 2 - 40);
  add({2, 1, false, 0, 1, Quantity::movement_counter}, data, into);
  add({3, 2, false, 0, 1, Quantity::sequence}, data, into);
  if (const auto sequence = big(data, 3, 2); sequence != 0xFFFF) note_sequence(sequence, 16, state, into);
  note_sender(data.subspan(5, 6), packet, into);
}

void decode5(const Packet& packet, SenderState& state, Decoded& into) {
  const Bytes data = its_data(packet.elements, 5)->data;
  if (data.size() < 24) return into.fail(Fault::truncated);
  static constexpr Field kMotion[] = {
      {7, 2, true, 0, 1000, Quantity::acceleration_x},
      {9, 2, true, 0, 1000, Quantity::acceleration_y},
      {11, 2, true, 0, 1000, Quantity::acceleration_z},
  };
  add(kClimate, data, into);
  add(kMotion, data, into);
  decode_end_of_5(data.subspan(13), packet, state, into);
}

void decode_c5(const Packet& packet, SenderState& state, Decoded& into) {
  const Bytes data = its_data(packet.elements, 0xC5)->data;
  if (data.size() < 18) return into.fail(Fault::truncated);
  add(kClimate, data, into);
  decode_end_of_5(data.subspan(7), packet, state, into);
}

// Nine bits: a byte is the upper eight, the lowest is among the flags.
void add_index(Quantity quantity, std::uint8_t upper, bool lowest, Decoded& into) {
  const int index = upper * 2 + (lowest ? 1 : 0);
  if (index != 0x1FF) into.add_divided(quantity, index);
}

void add_indices(Bytes both, std::uint8_t flags, Decoded& into) {
  add_index(Quantity::voc_index, both[0], (flags & 0x40) != 0, into);
  add_index(Quantity::nox_index, both[1], (flags & 0x80) != 0, into);
  into.add_bit(Quantity::calibrating, (flags & 0x01) != 0);
}

// A logarithmic code, whose end 254 is 65535 lx; told with two decimals.
void add_coded_light(std::uint8_t code, Decoded& into) {
  if (code == 0xFF) return;
  const double lux = std::exp(code * std::log(65536.0) / 254) - 1;
  into.add(Quantity::illuminance, Number::real(std::round(lux * 100) / 100));
}

void decode6(const Packet& packet, SenderState& state, Decoded& into) {
  const Bytes data = its_data(packet.elements, 6)->data;
  if (data.size() < 20) return into.fail(Fault::truncated);
  static constexpr Field kAir[] = {
      {7, 2, false, 0, 10, Quantity::pm25},
      {9, 2, false, 0, 1, Quantity::co2},
  };
  add(kClimate, data, into);
  add(kAir, data, into);
  add_indices(data.subspan(11, 2), data[16], into);
  add_coded_light(data[13], into);
  into.add_divided(Quantity::sequence, data[15]);
  note_sequence(data[15], 8, state, into);
  note_sender(data.subspan(17, 3), packet, into);
}

void decode_e1(const Packet& packet, SenderState& state, Decoded& into) {
  const Bytes data = its_data(packet.elements, 0xE1)->data;
  if (data.size() < 40) return into.fail(Fault::truncated);
  static constexpr Field kAir[] = {
      {7, 2, false, 0, 10, Quantity::pm1},      {9, 2, false, 0, 10, Quantity::pm25},
      {11, 2, false, 0, 10, Quantity::pm4},     {13, 2, false, 0, 10, Quantity::pm10},
      {15, 2, false, 0, 1, Quantity::co2},      {19, 3, false, 0, 100, Quantity::illuminance},
      {25, 3, false, 0, 1, Quantity::sequence},
  };
  add(kClimate, data, into);
  add(kAir, data, into);
  add_indices(data.subspan(17, 2), data[28], into);
  if (const auto sequence = big(data, 25, 3); sequence != 0xFFFFFF) note_sequence(sequence, 24, state, into);
  note_sender(data.subspan(34, 6), packet, into);
}

template <std::uint8_t kFormat>
bool recognises(const Elements& elements) {
  return its_data(elements, kFormat) != nullptr;
}

template <std::uint8_t kFormat>
constexpr Format::Pattern kPattern[] = {{AdType::manufacturer_data, {0x99, 0x04, kFormat}, 3}};

constexpr Quantity kTells3[] = {Quantity::temperature,    Quantity::humidity,       Quantity::pressure,
                                Quantity::acceleration_x, Quantity::acceleration_y, Quantity::acceleration_z,
                                Quantity::battery_voltage};
constexpr Quantity kTells5[] = {
    Quantity::temperature,      Quantity::humidity,       Quantity::pressure,        Quantity::acceleration_x,
    Quantity::acceleration_y,   Quantity::acceleration_z, Quantity::battery_voltage, Quantity::tx_power,
    Quantity::movement_counter, Quantity::sequence};
constexpr Quantity kTellsC5[] = {Quantity::temperature,     Quantity::humidity, Quantity::pressure,
                                 Quantity::battery_voltage, Quantity::tx_power, Quantity::movement_counter,
                                 Quantity::sequence};
constexpr Quantity kTells6[] = {Quantity::temperature, Quantity::humidity,    Quantity::pressure,
                                Quantity::pm25,        Quantity::co2,         Quantity::voc_index,
                                Quantity::nox_index,   Quantity::illuminance, Quantity::sequence,
                                Quantity::calibrating};
constexpr Quantity kTellsE1[] = {
    Quantity::temperature, Quantity::humidity, Quantity::pressure,   Quantity::pm1,       Quantity::pm25,
    Quantity::pm4,         Quantity::pm10,     Quantity::co2,        Quantity::voc_index, Quantity::nox_index,
    Quantity::illuminance, Quantity::sequence, Quantity::calibrating};

}  // namespace

extern const Format kRuuvi3{"ruuvi3", recognises<3>, decode3, kPattern<3>, kTells3};
extern const Format kRuuvi5{"ruuvi5", recognises<5>, decode5, kPattern<5>, kTells5};
extern const Format kRuuvi6{"ruuvi6", recognises<6>, decode6, kPattern<6>, kTells6};
extern const Format kRuuviC5{"ruuvic5", recognises<0xC5>, decode_c5, kPattern<0xC5>, kTellsC5};
extern const Format kRuuviE1{"ruuvie1", recognises<0xE1>, decode_e1, kPattern<0xE1>, kTellsE1};

}  // namespace gatewarden::ble
