// The last requests that were given up, since their answers may still come: a unit that answers late lives. RTU
// has no transaction ids, so there the unit alone tells which request an answer belongs to, and while one may
// come the unit is asked nothing else. Pure.
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
  GivenUpRequests(bool is_rtu, Duration timeout) : is_rtu_(is_rtu), timeout_(timeout) {}

  void timeout(Duration timeout) { timeout_ = timeout; }
  void add(const SentRequest& request, SteadyTime now);
  // The request that a frame answers, which is forgotten with it; nothing where it answers none of these.
  std::optional<SentRequest> take(const Frame& frame);
  // A request was answered. On RTU that may have been the answer to an earlier, equal one: then the one to the
  // last is still to come.
  void answered(const SentRequest& request);
  // From when on the unit may be asked this.
  SteadyTime free_for(std::uint8_t unit, const Request& request) const;

 private:
  bool is_rtu_;
  Duration timeout_;
  std::array<SentRequest, 8> last_{};
  std::size_t next_ = 0;
  // The answer that may still come, on RTU.
  std::uint8_t unit_ = 0;
  Request request_;
  SteadyTime until_ = SteadyTime::min();
};

}  // namespace gatewarden::modbus
