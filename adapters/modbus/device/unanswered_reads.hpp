// Reads that a unit leaves without an answer although it answers others: they are asked ever less often, so
// that they do not eat the line's time. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "adapters/modbus/wire/pdu.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class UnansweredReads {
 public:
  // Whether `read` is to be passed over for now.
  bool left_out(const Range& read, SteadyTime now) const;
  // `read` got no answer. What that means shows when the unit answers another one.
  void unanswered(const Range& read);
  // `read` got an answer, so the unit lives: its reads without one since its last answer back off by
  // multiples of `period`, from the second time in a row on. The first time may be chance.
  void answered(const Range& read, SteadyTime now, Duration period);
  // The latest read without an answer since the unit's last one.
  std::optional<Range> latest() const {
    return in_doubt_.empty() ? std::nullopt : std::optional(in_doubt_.back());
  }

 private:
  struct Known {
    Range read;
    std::uint8_t times = 0;  // in a row
    SteadyTime until{};      // until when it is left out
  };
  void back_off(const Range& read, SteadyTime now, Duration period);

  std::vector<Known> known_;
  std::vector<Range> in_doubt_;  // without an answer since the unit's last one
};

}  // namespace gatewarden::modbus
