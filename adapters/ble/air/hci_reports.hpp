// Advertising reports out of HCI events, as they stand in captures and on a raw socket.
// Source: Core Specification vol 4 part E, 7.7.65.2 and 7.7.65.13; that legacy reports stand one after the other, each whole,
// and not as arrays of fields: BlueZ.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/air/bytes.hpp"

namespace gatewarden::ble {

struct HciReport {
  Advertisement heard;  // `at` is not set: only the reader's owner knows its clock
  bool scannable = false, scan_response = false;
  bool legacy = true;      // else by extended advertising
  bool resolved = false;   // the controller knows its identity, and tells that address
  bool truncated = false;  // the controller gave up, or pieces are missing
  std::uint8_t primary_phy = 1, secondary_phy = 0, sid = 0xFF;  // 1: 1M, 2: 2M, 3: coded; 0xFF: none
  std::optional<std::int8_t> tx_power;                          // dBm
};

// Payloads of extended advertising come in pieces, which it joins. At most kMaxHalf of them are half built, for at most two
// seconds; of more the oldest is dropped.
class HciReports {
 public:
  using Sink = std::function<void(const HciReport&)>;  // the report is only valid during the call
  static constexpr std::size_t kMaxHalf = 8;

  // An event without the type byte of H4: code, length, parameters. What is no advertising report is passed over. False: it
  // is cut; reports before that were handed on.
  bool read(Bytes event, std::uint16_t adapter, std::int64_t unix_us, const Sink& sink);

  std::uint64_t dropped() const { return dropped_; }  // half-built payloads that were never completed

 private:
  struct Half {
    Address address;
    std::uint16_t adapter = 0;
    std::uint8_t sid = 0;
    std::int64_t begun_us = 0;
    std::size_t size = 0;  // 0: free
    bool cut = false;
    std::array<std::uint8_t, kMaxPayload> payload;
  };

  bool read_legacy(Bytes reports, HciReport& report, const Sink& sink);
  bool read_extended(Bytes reports, HciReport& report, const Sink& sink);
  void take_piece(HciReport& report, Bytes data, unsigned status, const Sink& sink);
  Half* half_of(const HciReport& report);  // null: none has begun
  Half& free_half(std::int64_t now_us);

  std::array<Half, kMaxHalf> halves_;
  std::uint64_t dropped_ = 0;
};

}  // namespace gatewarden::ble
