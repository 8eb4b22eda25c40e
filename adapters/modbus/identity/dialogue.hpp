// Requests to one unit; each may depend on earlier answers. The owner sends them. Pure.
#pragma once

#include <optional>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

class Dialogue {
 public:
  virtual ~Dialogue() = default;
  // The present request until answered or given up; nothing when over.
  virtual std::optional<Request> next() const = 0;
  // Values, an exception, or a malformed answer on a sound stream; lent for the call.
  virtual void answered(const Response& response) = 0;
  // No answer came, and the request will not be repeated.
  virtual void unanswered() = 0;
};

}  // namespace gatewarden::modbus
