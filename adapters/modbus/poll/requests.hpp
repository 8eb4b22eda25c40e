// The requests under way on one line: at most as many as it has places, at most one per unit, with the ids
// that tell their answers apart. Pure.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/modbus/device/device.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

struct PendingRequest {
  std::uint16_t id;
  Device* device;
  SteadyTime sent;
  SteadyTime deadline;
  bool probe;                                // within the probe budget
  bool damaged = false;                      // an answer came whose checksum is wrong
  const char* malformed = nullptr;           // an answer came that does not fit; the right one may still come
  std::optional<std::uint8_t> wrong_unit{};  // another unit answered in its place
};

class Requests {
 public:
  explicit Requests(unsigned places) : places_(places) { pending_.reserve(places); }

  bool empty() const { return pending_.empty(); }
  bool full() const { return pending_.size() >= places_; }
  // One place is left, where there are several.
  bool last_place() const { return places_ > 1 && pending_.size() + 1 == places_; }
  bool has(std::uint8_t unit) const { return units_.test(unit); }
  SteadyTime next_deadline() const;  // SteadyTime::max() where none is under way

  // An id that none of them has: a patient unit may wait while the others use all of them up.
  std::uint16_t next_id();
  void add(const PendingRequest& request);
  // Not under way any more. The request may be one of those found below.
  PendingRequest end(const PendingRequest& request);

  // Null where there is none.
  PendingRequest* with_id(std::uint16_t id);
  const PendingRequest* of(const Device& device) const;
  const PendingRequest* oldest() const { return pending_.empty() ? nullptr : &pending_.front(); }
  const PendingRequest* youngest() const { return pending_.empty() ? nullptr : &pending_.back(); }
  const PendingRequest* expired(SteadyTime now) const;

  // Whether an id was used not long ago: an answer with it is late rather than unsolicited.
  bool was_used(std::uint16_t id) const;

  // Until an answer comes, a TCP gateway may still wait for the unit given up on: the next request needs more
  // time, so that it does not pay for that.
  void gave_up_on(std::uint8_t unit) { given_up_on_ = unit; }
  void heard() { given_up_on_.reset(); }
  bool gave_up_on_other_than(std::uint8_t unit) const { return given_up_on_ && *given_up_on_ != unit; }

 private:
  unsigned places_;
  std::vector<PendingRequest> pending_;  // the oldest first
  std::bitset<256> units_;               // with a request under way
  std::uint16_t last_id_ = 0;
  std::optional<std::uint8_t> given_up_on_;  // the unit of the last time-out
};

// Why a request has no answer, in words, with what may help. `noise`: bytes that came outside any frame.
std::string why_unanswered(const PendingRequest& request, std::size_t noise);

}  // namespace gatewarden::modbus
