// Eddystone: frames of beacons, each a format of its own; big endian. Nothing in them is authenticated, and only UID is
// an identity: EID rotates.
// Source: google/eddystone, protocol specification; the sensor frame 0x21 as KKM and BlueCharm send it.
#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/decoding/object_reader.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kService = 0xFEAA;
constexpr std::uint16_t kNoTemperature = 0x8000;
constexpr Format::Pattern kPatterns[] = {{AdType::service_data16, {0xAA, 0xFE}, 2}};

template <std::uint8_t kFrame>
bool recognises(const Elements& elements) {
  const ServiceData* found = elements.service(kService);
  return found != nullptr && !found->data.empty() && found->data[0] == kFrame;
}

Bytes frame_of(const Packet& packet) { return packet.elements.service(kService)->data; }

void decode_uid(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes frame = frame_of(packet);
  if (frame.size() < 18)
    return into.fail(Fault::truncated);  // two reserved bytes behind them are often missing
  into.add_divided(Quantity::tx_power_0m, big_signed(frame, 1, 1));
  into.add(Quantity::namespace_id, into.keep_hex(frame.subspan(2, 10)));
  into.add(Quantity::instance, into.keep_hex(frame.subspan(12, 6)));
}

// One byte of an encoded URL; empty: a reserved one.
std::string_view expanded(const std::uint8_t& byte) {
  static constexpr std::string_view kEnds[] = {".com/", ".org/", ".edu/", ".net/", ".info/", ".biz/", ".gov/",
                                               ".com",  ".org",  ".edu",  ".net",  ".info",  ".biz",  ".gov"};
  if (byte < std::size(kEnds)) return kEnds[byte];
  if (byte <= 0x20 || byte >= 0x7F) return {};
  return {reinterpret_cast<const char*>(&byte), 1};
}

void decode_url(const Packet& packet, SenderState&, Decoded& into) {
  static constexpr std::string_view kSchemes[] = {"http://www.", "https://www.", "http://", "https://"};
  const Bytes frame = frame_of(packet);
  if (frame.size() < 3) return into.fail(Fault::truncated);
  if (frame[2] >= std::size(kSchemes)) return into.fail(Fault::implausible);
  std::array<char, Decoded::kMaxText> url;
  std::size_t length = kSchemes[frame[2]].copy(url.data(), url.size());
  for (const std::uint8_t& byte : frame.subspan(3)) {
    const std::string_view part = expanded(byte);
    if (part.empty()) return into.fail(Fault::implausible);
    if (part.size() > url.size() - length) return into.fail(Fault::truncated);
    length += part.copy(url.data() + length, part.size());
  }
  into.add_divided(Quantity::tx_power_0m, big_signed(frame, 1, 1));
  into.add(Quantity::url, into.keep({url.data(), length}));
}

// Both frames of values have these; what is missing has a number that says so.
void add_battery(Bytes raw, Decoded& into) {
  const auto millivolts = static_cast<std::int64_t>(big(raw, 0, 2));
  if (millivolts != 0) into.add_divided(Quantity::battery_voltage, millivolts, 1000);
}
void add_temperature(Bytes raw, Decoded& into) {
  if (big(raw, 0, 2) != kNoTemperature) into.add_divided(Quantity::temperature, big_signed(raw, 0, 2), 256);
}

void decode_tlm(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes frame = frame_of(packet);
  if (frame.size() < 2) return into.fail(Fault::truncated);
  const std::uint8_t version = frame[1];
  if (version > 1) return into.fail(Fault::unsupported_version);
  // Of version 1 the beacon's own clock is needed beside its key.
  into.encrypted = version == 1;
  if (frame.size() < (into.encrypted ? 18 : 14)) return into.fail(Fault::truncated);
  if (into.encrypted) return into.fail(Fault::no_key);
  add_battery(frame.subspan(2), into);
  add_temperature(frame.subspan(4), into);
  into.add_divided(Quantity::adv_count, static_cast<std::int64_t>(big(frame, 6, 4)));
  const auto tenths = big(frame, 10, 4);
  into.add_divided(Quantity::uptime, static_cast<std::int64_t>(tenths), 10);
  into.since_start = static_cast<std::uint32_t>(tenths / 10);
}

void decode_eid(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes frame = frame_of(packet);
  into.encrypted = true;
  if (frame.size() < 10) return into.fail(Fault::truncated);
  into.add_divided(Quantity::tx_power_0m, big_signed(frame, 1, 1));
  into.add(Quantity::eid, into.keep_hex(frame.subspan(2, 8)));
}

void decode_sensor(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes frame = frame_of(packet);
  if (frame.size() > 1 && frame[1] != 1) return into.fail(Fault::unsupported_version);
  if (frame.size() < 3) return into.fail(Fault::truncated);
  const unsigned mask = frame[2];
  ObjectReader fields(frame.subspan(3), into);
  Bytes raw;
  if ((mask & 0x01) && fields.take(2, raw)) add_battery(raw, into);
  if ((mask & 0x02) && fields.take(2, raw)) add_temperature(raw, into);
  if ((mask & 0x04) && fields.take(2, raw))
    into.add_possible(Quantity::humidity, static_cast<std::int64_t>(big(raw, 0, 2)), 256);
  if ((mask & 0x08) && fields.take(6, raw)) {
    into.add_divided(Quantity::acceleration_x, big_signed(raw, 0, 2), 1000);
    into.add_divided(Quantity::acceleration_y, big_signed(raw, 2, 2), 1000);
    into.add_divided(Quantity::acceleration_z, big_signed(raw, 4, 2), 1000);
  }
}

constexpr Quantity kUidTells[] = {Quantity::tx_power_0m, Quantity::namespace_id, Quantity::instance};
constexpr Quantity kUrlTells[] = {Quantity::tx_power_0m, Quantity::url};
constexpr Quantity kTlmTells[] = {Quantity::battery_voltage, Quantity::temperature, Quantity::adv_count,
                                  Quantity::uptime};
constexpr Quantity kEidTells[] = {Quantity::tx_power_0m, Quantity::eid};
constexpr Quantity kSensorTells[] = {Quantity::battery_voltage, Quantity::temperature,
                                     Quantity::humidity,        Quantity::acceleration_x,
                                     Quantity::acceleration_y,  Quantity::acceleration_z};

}  // namespace

extern const Format kEddystoneUid{"eddystone-uid", recognises<0x00>, decode_uid,
                                  kPatterns,       kUidTells,        Format::Sender::beacon};
extern const Format kEddystoneUrl{"eddystone-url", recognises<0x10>, decode_url,
                                  kPatterns,       kUrlTells,        Format::Sender::beacon};
extern const Format kEddystoneTlm{"eddystone-tlm", recognises<0x20>, decode_tlm,
                                  kPatterns,       kTlmTells,        Format::Sender::beacon};
extern const Format kEddystoneEid{"eddystone-eid", recognises<0x30>, decode_eid,
                                  kPatterns,       kEidTells,        Format::Sender::beacon};
extern const Format kEddystone{"eddystone", recognises<0x21>, decode_sensor,
                               kPatterns,   kSensorTells,     Format::Sender::beacon};

}  // namespace gatewarden::ble
