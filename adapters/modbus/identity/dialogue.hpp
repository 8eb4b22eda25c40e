// A conversation with one unit: questions, each of which may depend on the answers before. Says what to ask
// and hears what came; who carries it decides when, and waits. Pure.
#pragma once

#include <optional>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

class Dialogue {
 public:
  virtual ~Dialogue() = default;
  // The present question; nothing when the dialogue is over. The same until it is answered or given up.
  virtual std::optional<Request> next() const = 0;
  // To the present question: values or an exception, or what is malformed and came over a stream that would
  // have carried the right answer. The values are lent for the duration of the call.
  virtual void answered(const Response& response) = 0;
  // The present question got no answer, and will not be repeated.
  virtual void unanswered() = 0;
};

}  // namespace gatewarden::modbus
