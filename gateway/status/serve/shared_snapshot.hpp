// Clients that ask at the same time share a snapshot: sixteen slow readers must not cost sixteen copies of 30,000
// rows, in memory or on the loop.
#pragma once

#include <memory>

#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

class SharedSnapshot {
 public:
  static constexpr Duration kFresh = std::chrono::milliseconds(500);

  SharedSnapshot(const StatusSource& source, const Clock& clock) : source_(source), clock_(clock) {}

  std::shared_ptr<const GatewaySnapshot> take() {
    const auto now = clock_.now();
    if (auto held = last_.lock(); held && now - taken_ < kFresh) return held;
    auto fresh = std::make_shared<const GatewaySnapshot>(source_.snapshot(Depth::children));
    last_ = fresh;
    taken_ = now;
    return fresh;
  }

 private:
  const StatusSource& source_;
  const Clock& clock_;
  std::weak_ptr<const GatewaySnapshot> last_;
  SteadyTime taken_{};
};

}  // namespace gatewarden::status
