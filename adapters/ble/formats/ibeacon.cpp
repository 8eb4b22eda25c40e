// iBeacon: who a beacon is. Other payloads of the same company are phones and trackers of strangers.
// Source: Apple's proximity beacon specification.
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kCompany = 0x004C;

// Beside it a device may send other payloads of the company.
const ManufacturerData* find(const Elements& elements) {
  for (const ManufacturerData& one : elements.manufacturer_data()) {
    if (one.company == kCompany && one.data.size() >= 2 && one.data[0] == 0x02 && one.data[1] == 0x15)
      return &one;
  }
  return nullptr;
}

bool recognises(const Elements& elements) { return find(elements) != nullptr; }

// 8-4-4-4-12 digits.
void add_uuid(Bytes uuid, Decoded& into) {
  const std::string_view digits = into.keep_hex(uuid);
  std::array<char, 36> text;
  std::size_t at = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) text[at++] = '-';
    text[at++] = digits[i];
  }
  into.add(Quantity::uuid, into.keep({text.data(), at}));
}

void decode(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes data = find(packet.elements)->data;
  if (data.size() < 23) return into.fail(Fault::truncated);
  add_uuid(data.subspan(2, 16), into);
  into.add_divided(Quantity::major, static_cast<std::int64_t>(big(data, 18, 2)));
  into.add_divided(Quantity::minor, static_cast<std::int64_t>(big(data, 20, 2)));
  into.add_divided(Quantity::tx_power_1m, big_signed(data, 22, 1));
}

constexpr Format::Pattern kPatterns[] = {{AdType::manufacturer_data, {0x4C, 0x00, 0x02, 0x15}, 4}};
constexpr Quantity kTells[] = {Quantity::uuid, Quantity::major, Quantity::minor, Quantity::tx_power_1m};

}  // namespace

extern const Format kIbeacon{"ibeacon", recognises, decode, kPatterns, kTells, Format::Sender::beacon};

}  // namespace gatewarden::ble
