// Reads that fail although the unit answers others: those that can be divided are, from the second time in a
// row on; the rest is asked ever less often. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "adapters/modbus/wire/pdu.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class UnansweredReads {
 public:
  // Whether to pass over `read` now.
  bool left_out(const Range& read, SteadyTime now) const;
  // What that means shows when the unit answers another read.
  void unanswered(const Range& read);
  // The unit lives, so its unanswered reads back off by multiples of `period`, from the second time in a row
  // on: the first may be chance.
  void answered(const Range& read, SteadyTime now, Duration period);
  // The same, where the unit's answer came before, or is no proper one to any read.
  void unit_lives(SteadyTime now, Duration period);
  // `read` failed while the unit lives: once at least, or twice in a row.
  bool failed_before(const Range& read) const { return times(read) >= 1; }
  bool to_blame(const Range& read) const { return times(read) >= 2; }
  // Its parts are asked instead. Asked whole again, it is to blame with its first failure.
  void divided(const Range& read);
  // The latest unanswered read since the unit's last answer.
  std::optional<Range> latest() const {
    return in_doubt_.empty() ? std::nullopt : std::optional(in_doubt_.back());
  }

 private:
  struct Known {
    Range read;
    std::uint8_t times = 0;  // in a row
    SteadyTime until{};      // left out
  };
  Known& known(const Range& read);
  unsigned times(const Range& read) const;
  void back_off(const Range& read, SteadyTime now, Duration period);

  std::vector<Known> known_;
  std::vector<Range> in_doubt_;  // unanswered since the unit's last answer
};

}  // namespace gatewarden::modbus
