// A sequence of requests to one unit; each may depend on earlier answers. The owner sends them. Pure.
#pragma once

#include <optional>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

class Dialogue {
 public:
  virtual ~Dialogue() = default;
  // The present request until it is answered or given up; nothing once the dialogue is over.
  virtual std::optional<Request> next() const = 0;
  // The answer to the present request: values, an exception, or a malformed answer on a sound stream. The
  // values are lent for the call.
  virtual void answered(const Response& response) = 0;
  // The present request got no answer and will not be repeated.
  virtual void unanswered() = 0;
};

}  // namespace gatewarden::modbus
