#include "adapters/ble/air/management_frame.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kDeviceFound = 0x0012, kMonitorFound = 0x002F;
constexpr std::size_t kHead = 6, kFixed = 14;
constexpr std::uint8_t kLePublic = 1, kLeRandom = 2;
constexpr std::uint32_t kNotConnectable = 1U << 2, kScanResponse = 1U << 5;
constexpr std::int8_t kNotTold = 127;

}  // namespace

std::optional<Advertisement> read_management_frame(Bytes frame) {
  if (frame.size() < kHead) return std::nullopt;
  const auto code = little(frame, 0, 2);
  const std::size_t length = little(frame, 4, 2);
  if ((code != kDeviceFound && code != kMonitorFound) || frame.size() - kHead < length) return std::nullopt;
  Bytes found = frame.subspan(kHead, length);
  const std::size_t handle = code == kMonitorFound ? 2 : 0;
  if (found.size() < handle + kFixed) return std::nullopt;
  found = found.subspan(handle);
  const std::size_t payload = little(found, 12, 2);
  if (found.size() - kFixed < payload || payload > kMaxPayload) return std::nullopt;
  if (found[6] != kLePublic && found[6] != kLeRandom) return std::nullopt;
  Advertisement heard;
  heard.address = Address::from_air(found.data(), found[6] == kLeRandom);
  heard.payload = found.subspan(kFixed, payload);
  heard.adapter = static_cast<std::uint16_t>(little(frame, 2, 2));
  if (const auto rssi = static_cast<std::int8_t>(found[7]); rssi != kNotTold) heard.rssi = rssi;
  const auto flags = static_cast<std::uint32_t>(little(found, 8, 4));
  if ((flags & kScanResponse) == 0) heard.connectable = (flags & kNotConnectable) == 0;
  return heard;
}

}  // namespace gatewarden::ble
