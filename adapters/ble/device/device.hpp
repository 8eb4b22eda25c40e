// A child on the air: what must be known of it from one advertisement to the next, some 700 bytes.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "adapters/ble/decoding/decoded.hpp"
#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/device/ahead_counter.hpp"
#include "adapters/ble/device/counter_watch.hpp"
#include "adapters/ble/device/device_record.hpp"
#include "adapters/ble/device/profile_plan.hpp"
#include "adapters/ble/device/rate_watch.hpp"
#include "adapters/ble/device/rssi_watch.hpp"
#include "adapters/ble/device/traits.hpp"
#include "adapters/ble/identity/address_history.hpp"
#include "adapters/ble/settings/identity_keys.hpp"
#include "gateway/base/allowance.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::ble {

inline constexpr std::size_t kFaults = static_cast<std::size_t>(Fault::bad_checksum) + 1;

// Its key, and the counter that keeps old packets out.
struct Seal {
  std::optional<Bindkey> key;
  SenderState state;  // its key points to the one above: a device stays where it is
  AheadCounter ahead;
  std::uint32_t in_doubt_to = 0;  // after a restart: whether counters up to it were accepted is not known
};

// What is strange about it.
struct Watches {
  AddressHistory addresses;
  TraitWatch traits;
  CounterWatch counters;
  RssiWatch rssi;
  RateWatch rate;
};

struct Tally {
  std::uint64_t samples = 0, advertisements = 0;
  std::uint32_t too_weak = 0, too_fast = 0, in_doubt = 0;
  std::array<std::uint32_t, kFaults> faults{};  // by Fault
  std::array<std::uint32_t, kOwnValues> events{};
};

struct Trouble {
  Fault fault = Fault::none;
  std::uint32_t counter = 0;  // of a replay
  bool lasts = false;         // the newest one that was decoded brought a fault and no value
  bool too_fast = false;      // the newest one was not looked at, since too many came
};

struct Device {
  std::string thing;
  DeviceId id{};
  PointId first{};
  std::shared_ptr<const ProfilePlan> plan;
  IdentityKeys keys;
  Seal seal;
  Watches watch;
  Tally tally;
  Trouble trouble;
  SteadyTime last_heard{};  // a sign of life; the epoch: never
  SteadyTime next_due{};    // before it nothing is decoded: min_interval
  Allowance taken, lines;   // of the link's budget; of the log

  // Takes over what an earlier run left, where it holds for this key.
  void recall(const std::string& text);
  DeviceRecord record() const;
  DeviceSnapshot snapshot(SteadyTime now) const;

 private:
  std::string fault_words() const;
  std::string key_digest() const;
  bool is_silent(SteadyTime now) const;
};

}  // namespace gatewarden::ble
