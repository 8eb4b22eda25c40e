// Aranet; little endian. Values are sent only where the owner allows "smart home integrations".
// Source: the client Anrijs/Aranet4-Python and its notes.
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kCompany = 0x0702;
constexpr std::uint8_t kAllowed = 0x20;
constexpr std::string_view kTypeless = "Aranet4";

// A place that does not exist; 0 is that of the type.
constexpr std::uint8_t kNone = 0;

// Where what is. An Aranet4 sends no type: its places count as if a 0 stood before.
struct Layout {
  const char* model;
  std::uint8_t length, co2, radon, temperature, pressure, humidity, battery, status, interval;
  std::uint8_t humidity_by;
};
constexpr Layout kLayouts[] = {
    {"aranet4", 23, 9, kNone, 11, 13, 15, 16, 17, 18, 1},
    {"aranet2", 24, kNone, kNone, 10, kNone, 14, 17, 18, 19, 10},
    {"aranet_radiation", 24, kNone, kNone, kNone, kNone, kNone, 17, kNone, 19, 1},
    {"aranet_radon", 24, kNone, 8, 10, 12, 14, 17, 18, 19, 10},
};
constexpr std::size_t kRadiation = 2;

// Reads at a layout's places; what does not exist or is marked as bad is left out.
class Reader {
 public:
  Reader(Bytes data, std::size_t missing, Decoded& into) : data_(data), missing_(missing), into_(into) {}

  std::int64_t number(std::size_t at, std::size_t width) const {
    return static_cast<std::int64_t>(little(data_, at - missing_, width));
  }
  void add(Quantity quantity, std::uint8_t at, std::int64_t bad, Range range, std::int64_t by = 1) {
    if (at == kNone) return;
    const std::int64_t raw = number(at, 2);
    if ((raw & bad) == 0) into_.add_within(range, quantity, raw, by);
  }
  void add_byte(Quantity quantity, std::uint8_t at, Range range = {0, 255}) {
    if (at != kNone) into_.add_within(range, quantity, number(at, 1));
  }

 private:
  Bytes data_;
  std::size_t missing_;  // bytes in front that were not sent
  Decoded& into_;
};

bool is_typeless(Bytes data, std::string_view name) {
  return data.size() == 22 || data.size() == 7 || name.starts_with(kTypeless);
}

bool recognises(const Elements& elements) {
  const ManufacturerData* found = elements.manufacturer(kCompany);
  return found != nullptr && !found->data.empty();
}

void add_radiation(const Reader& reader, Decoded& into) {
  into.add_divided(Quantity::radiation_total, reader.number(6, 4));
  into.add_divided(Quantity::radiation_duration, reader.number(10, 4));
  into.add_divided(Quantity::radiation_rate, reader.number(14, 2));
}

void add_values(const Layout& layout, Reader reader, Decoded& into) {
  constexpr std::int64_t kTopBit = 0x8000, kNextBit = 0x4000;
  reader.add(Quantity::co2, layout.co2, kTopBit, {0, 0x7FFF});
  reader.add(Quantity::radon, layout.radon, kTopBit, {0, 0x7FFF});
  reader.add(Quantity::temperature, layout.temperature, kNextBit, kTemperature, 20);
  reader.add(Quantity::pressure, layout.pressure, kTopBit, {0, 2000}, 10);
  if (layout.humidity_by == 1)
    reader.add_byte(Quantity::humidity, layout.humidity, kPercent);
  else
    reader.add(Quantity::humidity, layout.humidity, kTopBit, kPercent, layout.humidity_by);
  reader.add_byte(Quantity::battery, layout.battery, kPercent);
  reader.add_byte(Quantity::status, layout.status);
  reader.add(Quantity::interval, layout.interval, 0, {0, 0xFFFF});
  reader.add(Quantity::age, layout.interval + 2, 0, {0, 0xFFFF});
  reader.add_byte(Quantity::sequence, layout.interval + 4);
  into.counter = static_cast<std::uint32_t>(reader.number(layout.interval + 4, 1));
  into.counter_bits = 8;
}

void decode(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes data = packet.elements.manufacturer(kCompany)->data;
  const std::size_t missing = is_typeless(data, packet.elements.name()) ? 1 : 0;
  const std::size_t type = missing == 1 ? 0 : data[0];
  if (type >= std::size(kLayouts)) return into.fail(Fault::unsupported_version);
  const Layout& layout = kLayouts[type];
  into.add(Quantity::model, layout.model);
  const std::size_t flags = 1 - missing;
  if (data.size() <= flags) return into.fail(Fault::truncated);
  if ((data[flags] & kAllowed) == 0) return;
  if (data.size() + missing < layout.length) return into.fail(Fault::truncated);
  const Reader reader(data, missing, into);
  if (type == kRadiation) add_radiation(reader, into);
  add_values(layout, reader, into);
}

constexpr Format::Pattern kPatterns[] = {{AdType::manufacturer_data, {0x02, 0x07}, 2}};
constexpr Quantity kTells[] = {Quantity::model,          Quantity::co2,
                               Quantity::radon,          Quantity::temperature,
                               Quantity::pressure,       Quantity::humidity,
                               Quantity::battery,        Quantity::status,
                               Quantity::interval,       Quantity::age,
                               Quantity::sequence,       Quantity::radiation_total,
                               Quantity::radiation_rate, Quantity::radiation_duration};

}  // namespace

extern const Format kAranet{"aranet", recognises, decode, kPatterns, kTells};

}  // namespace gatewarden::ble
