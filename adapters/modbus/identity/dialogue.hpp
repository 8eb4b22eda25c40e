// A sequence of requests to one unit, each of which may depend on the answers before. Its owner sends the
// requests and waits. Pure.
#pragma once

#include <optional>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

class Dialogue {
 public:
  virtual ~Dialogue() = default;
  // The present request, the same until it is answered or given up; nothing when the dialogue is over.
  virtual std::optional<Request> next() const = 0;
  // To the present request: values, an exception, or a malformed answer over a stream that would have carried
  // the right one. The values are lent for the duration of the call.
  virtual void answered(const Response& response) = 0;
  // The present request got no answer, and will not be repeated.
  virtual void unanswered() = 0;
};

}  // namespace gatewarden::modbus
