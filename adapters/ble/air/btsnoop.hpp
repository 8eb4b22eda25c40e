// What reading and writing of btsnoop files share.
// Source: BlueZ, src/shared/btsnoop.{h,c}.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace gatewarden::ble::btsnoop {

inline constexpr std::array<std::uint8_t, 8> kMagic{'b', 't', 's', 'n', 'o', 'o', 'p', 0};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kHeader = 16, kRecordHead = 24;
enum Datalink : std::uint32_t { bare_hci = 1001, h4 = 1002, monitor = 2001 };
inline constexpr std::uint16_t kMonitorEvent = 3;  // the opcode of an HCI event; the adapter is above it
inline constexpr std::uint16_t kNoAdapter = 0xFFFF;
// Microseconds from the year 0 to 1970.
inline constexpr std::uint64_t kEpoch = 0x00DCDDB30F2F8000;

}  // namespace gatewarden::ble::btsnoop
