// The last requests given up: a late answer shows that the unit is alive. Without transaction ids (RTU, and
// peers that number answers themselves) only the unit tells what an answer belongs to: so a unit that may still
// answer is asked nothing else. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "adapters/modbus/wire/framing.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

struct SentRequest {
  std::uint16_t id = 0;  // transaction; 0: none
  std::uint8_t unit = 0;
  Request request;
  SteadyTime sent;
};

class GivenUpRequests {
 public:
  GivenUpRequests(bool lacks_ids, Duration timeout) : lacks_ids_(lacks_ids), timeout_(timeout) {}

  void timeout(Duration timeout) { timeout_ = timeout; }
  void add(const SentRequest& request, SteadyTime now);
  struct Late {
    SentRequest request;
    bool of_unit;  // the unit itself said it: neither malformed nor a gateway's word on its silence
  };
  // Forgets and returns the request that a frame answers, if any.
  std::optional<Late> take(const Frame& frame);
  // A request was answered. Without ids, perhaps an earlier equal one: then another answer may come.
  void answered(const SentRequest& request);
  // When the unit may be asked this.
  SteadyTime free_for(std::uint8_t unit, const Request& request) const;

 private:
  bool lacks_ids_;
  Duration timeout_;
  std::array<SentRequest, 8> last_{};
  std::size_t next_ = 0;
  // The answer that may still come, without ids.
  std::uint8_t unit_ = 0;
  Request request_;
  SteadyTime until_ = SteadyTime::min();
};

}  // namespace gatewarden::modbus
