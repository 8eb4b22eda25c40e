// The fleet file's settings of a Modbus link and its children, as plain values. Tables:
// adapters/modbus/config/link_section.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/modbus/registers/read_planner.hpp"
#include "adapters/modbus/wire/line_pace.hpp"
#include "adapters/modbus/wire/pdu.hpp"
#include "adapters/modbus/wire/serial_line.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/base/text/host_port.hpp"

namespace gatewarden::modbus {

inline constexpr unsigned kMaxOutstanding = 16;

// Switches a two-wire line's direction if its RS-485 converter does not.
struct Rs485 {
  enum class Direction : std::uint8_t { kernel, rts };  // the driver (TIOCSRS485), or this program with RTS
  Direction direction = Direction::kernel;
  bool rts_on_send = true;  // level of RTS while sending
  Duration delay_before{};  // from switching to the first bit
  Duration delay_after{};   // from the last bit to switching back
  friend bool operator==(const Rs485&, const Rs485&) = default;
};

// Modbus/TCP Security: TLS with certificates on both sides.
struct TlsPeer {
  HostPort host;
  std::string ca;                        // of the device's certificate
  std::string certificate, private_key;  // ours; empty if the device asks for none
  std::string server_name;               // in the device's certificate; empty: the host
};

struct DialIn {
  enum class Speaks : std::uint8_t { tcp, rtu };
  HostPort listen;
  Speaks framing = Speaks::tcp;
  std::vector<std::string> from;  // addresses and networks that may connect; or "any"

  // Whoever reaches the port is taken for the device: Modbus knows no authentication.
  bool anybody_may_call() const { return from.empty() || from == std::vector<std::string>{"any"}; }
};

// links.<name>.modbus
struct LinkSettings {
  // Exactly one.
  std::optional<HostPort> tcp, rtu_over_tcp;
  std::optional<TlsPeer> tls;
  std::optional<std::string> serial;
  std::optional<DialIn> dial_in;

  SerialLine line;  // for RTU; behind a serial server its far side
  std::optional<Rs485> rs485;
  Duration timeout = std::chrono::milliseconds(500);  // for one answer
  Duration connect_timeout = std::chrono::seconds(3);
  Duration pause_after_connect{};
  unsigned outstanding = 1;         // pending requests, at most one per unit
  bool any_transaction_id = false;  // the peer numbers answers itself
  Duration pause_between{};         // between two requests
  Duration turnaround{};            // between two units
  bool close_after_poll = false;
  std::uint16_t max_registers = kMaxRegisters;  // of one read
  std::uint16_t max_gap = 16;                   // unwanted registers read along to save a request
  unsigned misses = 3;                          // unanswered requests in a row that make a unit offline
  unsigned retries = 1;                         // of an unanswered request, in a cycle
  bool spread = true;                           // readings over the interval, not all at once

  PlanLimits limits() const { return {max_registers, max_gap}; }
  bool is_rtu() const {
    return serial || rtu_over_tcp || (dial_in && dial_in->framing == DialIn::Speaks::rtu);
  }
  // An answer does not say which request it belongs to.
  bool answers_lack_ids() const { return is_rtu() || any_transaction_id; }
  LinePace::Pauses pauses() const;  // for RTU at least the silence that ends a frame
};

struct UnitAddress {
  std::uint8_t unit = 0;
  std::optional<Duration> timeout{};  // empty: the link's
  friend bool operator==(const UnitAddress&, const UnitAddress&) = default;
};

}  // namespace gatewarden::modbus
