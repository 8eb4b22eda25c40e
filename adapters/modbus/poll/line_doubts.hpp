// What speaks against an open line rather than one unit: unexpected frames, and requests in a row without a
// usable answer to any. Other frames prove nothing: a peer that is out of step sends as many. Pure.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "adapters/modbus/settings/link_settings.hpp"

namespace gatewarden::modbus {

class LineDoubts {
 public:
  explicit LineDoubts(const LinkSettings& settings)
      : is_rtu_(settings.is_rtu()), misses_(settings.misses), places_(settings.outstanding) {}

  void reset();
  // No answer came in time, or `unfit` one.
  void unanswered(std::uint8_t unit, bool unfit = false);
  // An answer to what was asked.
  void answered();
  // One to a request given up. It speaks for the line only where none came in time: a new connection would not make the
  // peer quicker. After answers in time, answers that belong to earlier requests are those of a peer out of step.
  bool answered_late();
  // A frame with the id and unit of a request, or another one.
  void expected() { unexpected_ = 0; }
  void unexpected() { ++unexpected_; }
  // An answer carries another id than the pending request of its unit.
  struct Ids {
    std::uint16_t came, asked;
  };
  void misnumbered(Ids ids) { misnumbered_ = ids; }

  // Requests without an answer since the last one with it.
  unsigned silence() const { return silence_; }
  // "no answer to 3 requests in a row; answers carry id 7 where 9 was asked"
  std::string text() const;
  // Enough of them, and not of one unit alone if there are others. `units`: different ids of `devices`.
  bool seems_dead(std::size_t devices, unsigned units) const;
  // The peer sends nothing else.
  bool only_unexpected() const { return unexpected_ > kMaxUnexpected; }

 private:
  static constexpr unsigned kMaxUnexpected = 64;
  unsigned limit(unsigned devices) const;

  bool is_rtu_;
  unsigned misses_;
  unsigned places_;
  unsigned silence_ = 0;            // requests without a usable answer, since the last one with it
  bool any_unfit_ = false;          // an answer to some of them
  std::bitset<256> silent_;         // the units of these requests
  bool in_time_ = false;            // some answer over this connection
  unsigned unexpected_ = 0;         // frames since the last expected one
  std::optional<Ids> misnumbered_;  // the last since the last answer
};

}  // namespace gatewarden::modbus
