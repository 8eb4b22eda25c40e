// A line's pending requests, at most one per place and unit, and the ids of their answers. Pure.
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
  bool damaged = false;                      // an answer with a wrong checksum came
  const char* malformed = nullptr;           // an unfitting answer came
  std::optional<std::uint8_t> wrong_unit{};  // another unit answered
  // An answer of its unit came with another id; `late`: that of a request given up.
  struct OtherId {
    std::uint16_t id;
    bool late;
  };
  std::optional<OtherId> other_id{};
};

// A request whose time is over. Its answer may still come.
struct GivenUpRequest {
  std::uint16_t id;
  DeviceId device;
  std::uint8_t unit;
  Request request;
  SteadyTime sent;
  SteadyTime until;  // an answer from then on is nobody's
};

class Requests {
 public:
  explicit Requests(unsigned places) : places_(places) { pending_.reserve(places); }

  bool empty() const { return pending_.empty(); }
  bool full() const { return pending_.size() >= places_; }
  // One of several places is left.
  bool last_place() const { return places_ > 1 && pending_.size() + 1 == places_; }
  bool has(std::uint8_t unit) const { return units_.test(unit); }
  SteadyTime next_deadline() const;  // SteadyTime::max() if none is pending

  // For a new connection: ids begin with 1 again. Some servers are deaf to large ones.
  void reset();
  // An unused id: a patient unit may wait while others use up all ids.
  std::uint16_t next_id();
  void add(const PendingRequest& request);
  // No longer pending. May be one of those found below.
  PendingRequest end(const PendingRequest& request);

  // Null if there is none.
  PendingRequest* with_id(std::uint16_t id);
  PendingRequest* of_unit(std::uint8_t unit);
  const PendingRequest* of(const Device& device) const;
  const PendingRequest* oldest() const { return pending_.empty() ? nullptr : &pending_.front(); }
  const PendingRequest* youngest() const { return pending_.empty() ? nullptr : &pending_.back(); }
  const PendingRequest* expired(SteadyTime now) const;

  // Used not long ago: an answer with it is late or a second one, rather than unsolicited.
  bool was_used(std::uint16_t id) const;
  // One of the last given up over this connection, not long ago; or null.
  const GivenUpRequest* given_up(std::uint16_t id, SteadyTime now) const;
  // Its answer came. May be the one found above.
  GivenUpRequest take_late(const GivenUpRequest& request);

  // Until the next answer, a TCP gateway may still wait for that unit: requests to others need more time.
  void gave_up_on(const PendingRequest& request, SteadyTime now);
  void heard() { given_up_on_.reset(); }
  bool gave_up_on_other_than(std::uint8_t unit) const { return given_up_on_ && *given_up_on_ != unit; }

 private:
  unsigned places_;
  std::vector<PendingRequest> pending_;  // oldest first
  std::bitset<256> units_;               // with a pending request
  std::uint16_t last_id_ = 0;
  std::uint32_t used_ids_ = 0;               // over this connection
  std::optional<std::uint8_t> given_up_on_;  // the unit of the last time-out
  std::vector<GivenUpRequest> given_up_;     // oldest first
};

// Why a request has no answer, and what may help. `noise`: bytes outside any frame.
std::string why_unanswered(const PendingRequest& request, std::size_t noise);

}  // namespace gatewarden::modbus
