// Inkbird: the company identifier is data, so company and data are read as one string of bytes, and the name says how.
// Little endian. Of several manufacturer elements the last is the reading, the others are history.
// Source: the parsers of the Bluetooth-Devices and ble_monitor projects (no page of the maker).
#include <algorithm>

#include "adapters/ble/decoding/accept.hpp"
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kService = 0xFFF0;

std::int64_t u16(Bytes whole, std::size_t at) { return static_cast<std::int64_t>(little(whole, at, 2)); }

// With the company in front; empty: there is none.
Bytes whole_of(const Elements& elements) {
  if (elements.manufacturer_data().empty()) return {};
  const Bytes data = elements.manufacturer_data().back().data;
  return {data.data() - 2, data.size() + 2};
}

struct Climate {
  std::int64_t temperature;
  std::optional<std::int64_t> humidity;  // empty: it has no sensor of it
  std::int64_t by;                       // of both
  std::optional<std::int64_t> battery;
  bool outer = false;  // the temperature of a probe on a wire
};

// Garbage in one makes all of them doubtful: there is no checksum.
void add(const Climate& climate, Decoded& into) {
  if (!is_within(kTemperature, climate.temperature, climate.by) ||
      !is_within(kPercent, climate.humidity.value_or(0), climate.by) ||
      !is_within(kPercent, climate.battery.value_or(0)))
    return into.fail(Fault::implausible);
  if (climate.outer)
    into.add_probe(Quantity::temperature, 1, divided(climate.temperature, climate.by));
  else
    into.add_divided(Quantity::temperature, climate.temperature, climate.by);
  if (climate.humidity) into.add_divided(Quantity::humidity, *climate.humidity, climate.by);
  if (climate.battery) into.add_divided(Quantity::battery, *climate.battery);
}

// IBS-TH. Of the name "tps" are those without a sensor of humidity, too.
void decode_th(Bytes whole, const Packet& packet, Decoded& into) {
  const std::uint8_t probe = whole[4];
  if (probe != 0 && probe != 1 && probe != 3) return into.fail(Fault::implausible);
  const auto humidity = u16(whole, 2);
  const bool has_none = packet.elements.name() == "tps" && (humidity == 0 || humidity == 0xFFFF);
  add({little_signed(whole, 0, 2), has_none ? std::nullopt : std::optional(humidity), 100, whole[7],
       probe != 0},
      into);
}

void decode_ith(Bytes whole, const Packet&, Decoded& into) {
  const auto humidity = u16(whole, 8);
  add({little_signed(whole, 6, 2), humidity == 0 ? std::nullopt : std::optional(humidity), 10, whole[10]},
      into);
}

// IAM-T1 and -T2: air, with carbon dioxide; big endian.
void decode_iam(Bytes whole, const Packet&, Decoded& into) {
  constexpr std::uint8_t kFahrenheit = 0x02;
  const bool fahrenheit = (whole[9] & kFahrenheit) != 0;
  const auto raw = big_signed(whole, 10, 2), humidity = static_cast<std::int64_t>(big(whole, 12, 2));
  // Tenths of °F as 90ths of °C.
  add({fahrenheit ? (raw - 320) * 5 : raw * 9, humidity * 9, 90, std::nullopt}, into);
  if (into.fault == Fault::none)
    into.add_divided(Quantity::co2, static_cast<std::int64_t>(big(whole, 14, 2)));
}

// Thermometers for meat, with 1, 2, 4 or 6 probes.
void decode_probes(Bytes whole, const Packet& packet, Decoded& into) {
  constexpr std::size_t kHead = 10, kAddress = 4;
  std::array<std::uint8_t, 6> inside;
  std::ranges::copy(whole.subspan(kAddress, inside.size()), inside.begin());
  if (!is_senders(packet, inside, into) && packet.elements.name().empty()) return into.clear();  // a stranger
  for (std::size_t at = kHead, probe = 1; at < whole.size(); at += 2, ++probe) {
    const auto raw = u16(whole, at);
    if (raw == 0xFFFF || raw == 0xFFF6) continue;  // not plugged in
    const std::int64_t tenths = with_sign(static_cast<std::uint64_t>(raw), 2);
    if (is_within({-100, 600}, tenths, 10))
      into.add_probe(Quantity::temperature, static_cast<std::uint8_t>(probe), divided(tenths, 10));
    else
      into.fail(Fault::implausible);
  }
}

bool is_probes_length(std::size_t length) {
  return length == 12 || length == 14 || length == 18 || length == 22;
}

// Nameless ones are told from strangers by their own address inside, too: when they are decoded.
bool is_probes(const Elements& elements, Bytes whole) {
  const std::string_view name = elements.name();
  if (!is_probes_length(whole.size())) return false;
  if (name == "iBBQ" || name == "xBBQ") return true;
  return name.empty() && whole[0] <= 1 && whole[1] == 0 && elements.lists(kService);
}

bool is_th(const Elements& elements, Bytes whole) {
  return whole.size() == 9 && (elements.name() == "sps" || elements.name() == "tps");
}

bool is_ith(const Elements& elements, Bytes whole) {
  const std::string_view name = elements.name();
  if (whole.size() != 18) return false;
  if (name.starts_with("ITH-") || name.starts_with("IBS-P0") || name.starts_with("Ink@")) return true;
  return name.empty() && whole[0] == 0x49 && whole[1] == 0x24 && elements.lists(kService);
}

bool is_iam(const Elements&, Bytes whole) {
  constexpr std::uint8_t kBegins[] = {0x54, 0x32, 0x00, 0x62};
  return whole.size() == 17 && std::ranges::equal(whole.first(std::size(kBegins)), kBegins);
}

struct Kind {
  bool (*is)(const Elements& elements, Bytes whole);
  void (*decode)(Bytes whole, const Packet& packet, Decoded& into);
};
constexpr Kind kKinds[] = {
    {is_th, decode_th}, {is_ith, decode_ith}, {is_iam, decode_iam}, {is_probes, decode_probes}};

const Kind* find(const Elements& elements) {
  const Bytes whole = whole_of(elements);
  const auto* found =
      std::ranges::find_if(kKinds, [&](const Kind& kind) { return kind.is(elements, whole); });
  return found == std::end(kKinds) ? nullptr : found;
}

bool recognises(const Elements& elements) { return find(elements) != nullptr; }

void decode(const Packet& packet, SenderState&, Decoded& into) {
  find(packet.elements)->decode(whole_of(packet.elements), packet, into);
}

// Most have only a name, which a monitor of service lists and data cannot see.
constexpr Format::Pattern kPatterns[] = {{AdType::uuids16, {0xF0, 0xFF}, 2},
                                         {AdType::manufacturer_data, {0x54, 0x32, 0x00, 0x62}, 4}};
constexpr Quantity kTells[] = {Quantity::temperature, Quantity::humidity, Quantity::battery, Quantity::co2};

}  // namespace

extern const Format kInkbird{"inkbird", recognises, decode, kPatterns, kTells};

}  // namespace gatewarden::ble
