// What one link may cost the gateway, whatever its devices send. Each link has one; nobody else pays for what goes
// over it. All bounds of a link, and who holds them:
//
//   bytes of a payload  `max_payload`, judged before anything is decoded          local_mqtt/payload: too_large
//   its readers         PayloadIntake::kTurnBytes a turn; then the loop's others  local_mqtt: nothing is lost
//   its depth           PayloadParser::kMaxDepth; work is linear in its bytes     local_mqtt/payload: too_deep
//   memory              some 20 bytes for each of the longest payload so far      local_mqtt/payload
//   bytes a second      of a device kBytesPerSecond, and kBurst of them at once   here: too_fast
//   payloads a second   each costs kPayloadBytes, a member of a list kMemberBytes here: too_fast
//   a wake-up           bytes and time; then the loop's others have their turn    gateway/mqtt: nothing is lost
//   records             one a child that is listed or learned                     gateway/app/children: at_most
//   values              a list's members and bytes, a text's bytes                gateway/report: list_overflow, long_text
//   log lines           of a device kDeviceLines at once, then one in a while     here: log_lines_left_out
//                       of an event of a link                                     base/line_budget.hpp: lines_left_out
//
// Modbus devices send what they are asked for, no faster: of theirs only log lines count here. Time is an argument.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "gateway/base/allowance.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden {

class LinkBudget {
 public:
  // Of one device. Chosen far above what devices send: 2,500 readings of 150 bytes a second, for ever; or at once the
  // readings that 25,000 seconds without a connection left behind.
  static constexpr std::uint64_t kBytesPerSecond = 1'000'000;
  static constexpr Duration kBurst = std::chrono::seconds(10);
  // What a payload costs besides its bytes, and a member of a list: in bytes, of which each takes 1 to 4 ns to decode.
  static constexpr std::uint64_t kPayloadBytes = 250;
  static constexpr std::uint64_t kMemberBytes = 100;
  // So many devices may send at their full rate together. What is sent beyond that, and beyond kLinkBurst of it, makes
  // all that follows dearer in proportion: devices that send too much share the link evenly, their bursts do not add
  // up, and one that sends little does not notice.
  static constexpr int kDevicesAtFullRate = 128;
  static constexpr Duration kLinkBurst = std::chrono::seconds(1);
  // So many log lines at once, and one in so long: far fewer than the log grants a link, so that a device that flaps
  // leaves the others theirs.
  static constexpr int kDeviceLines = 10;
  static constexpr Duration kDeviceLine = std::chrono::minutes(10);

  // `bytes_per_second`: of a device; not 0.
  explicit LinkBudget(std::uint64_t bytes_per_second = kBytesPerSecond)
      : for_byte_(1e9 / static_cast<double>(bytes_per_second)) {}

  // Whether what the device sends is looked at. `device`: what it took so far.
  bool takes(const Allowance& device, SteadyTime now) const { return device.owed(now) <= kBurst; }
  // Looked at: `times` a payload of so many bytes, and so many members of lists.
  void took(Allowance& device, std::size_t bytes, std::size_t times, std::size_t members, SteadyTime now);

  // Whether a line may be logged that a device is the reason of. If not, it is counted.
  bool says(Allowance& device, SteadyTime now);

  // Only what happened.
  void show(LinkSnapshot& shown) const;

 private:
  const double for_byte_;  // nanoseconds, at a device's rate
  Allowance link_;
  std::uint64_t lines_left_out_ = 0;
};

}  // namespace gatewarden
