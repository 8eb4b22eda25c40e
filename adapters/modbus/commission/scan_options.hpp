// The units a scan asks, and how often. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/modbus/identity/signature.hpp"
#include "adapters/modbus/wire/pdu.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::modbus {

struct ScanOptions {
  std::vector<std::uint8_t> units;  // in order
  // Stop after the first five if they answer alike: one device answers every id.
  bool until_alike = false;
  // Of an unanswered first question: on a serial line noise may hit it.
  unsigned repeats = 0;
  // The first question. The next one follows where nobody answered: a device may be silent for what it lacks.
  std::vector<Request> questions{Range{Table::holding_registers, 0, 1}};
  // By which units without SunSpec models are recognised.
  std::vector<Signature> signatures{};
};

// As typed; empty: not given.
struct TypedScan {
  std::string units;           // "1-32,40"; empty: every possible id
  std::string holding, input;  // the one address to ask for: "3000"
};
Result<ScanOptions> parse_scan_options(const TypedScan& typed, bool rtu);

// The time-out of a silent unit on a serial line. For half a second after a request to another unit, a
// libmodbus server takes the first bytes for that unit's answer and misses its own request: asked sooner, it
// is never found (measured with 3.1.6: at 450 ms never, from 510 ms always).
inline constexpr Duration kSerialPatience = std::chrono::milliseconds(600);
inline constexpr Duration kTcpPatience = std::chrono::milliseconds(300);
// From an answer to the next request; a serial line has its own silence.
inline constexpr Duration kTcpPause = std::chrono::milliseconds(20);

}  // namespace gatewarden::modbus
