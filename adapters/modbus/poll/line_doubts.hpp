// What speaks against an open line rather than one unit: unexpected frames, and requests in a row without a
// usable answer to any. Other frames prove nothing: a peer that is out of step sends as many. Pure.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>

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
  // A frame with the id and unit of a request, or another one.
  void expected() { unexpected_ = 0; }
  void unexpected() { ++unexpected_; }
  // An answer carries another id than the pending request of its unit.
  struct Ids {
    std::uint16_t came, asked;
  };
  void misnumbered(Ids ids) { misnumbered_ = ids; }
  const std::optional<Ids>& misnumbered() const { return misnumbered_; }  // the last since the last answer

  // Requests without an answer since the last one with it.
  unsigned silence() const { return silence_; }
  bool any_unfit() const { return any_unfit_; }  // to some of them
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
  unsigned silence_ = 0;  // requests without a usable answer, since the last one with it
  bool any_unfit_ = false;
  std::bitset<256> silent_;  // the units of these requests
  unsigned unexpected_ = 0;  // frames since the last expected one
  std::optional<Ids> misnumbered_;
};

}  // namespace gatewarden::modbus
