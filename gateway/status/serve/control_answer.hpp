// Answers requests of the control socket, without sockets.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/status/pieces.hpp"
#include "gateway/status/serve/shared_snapshot.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

struct ControlAnswer {
  Pieces text;
  std::weak_ptr<const GatewaySnapshot> of{};  // what it is read from
};

class ControlAnswerer {
 public:
  ControlAnswerer(const StatusSource& source, const Clock& clock) : source_(source), shared_(source, clock) {}

  // One request without its line break. Any bytes are safe.
  ControlAnswer answer(std::string_view request);
  SharedSnapshot& shared() { return shared_; }

 private:
  const StatusSource& source_;
  SharedSnapshot shared_;
};

// A document in one piece.
Pieces whole(std::string document);

}  // namespace gatewarden::status
