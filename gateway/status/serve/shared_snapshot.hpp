// Clients that ask at the same time share a snapshot, and at most two are alive, however slowly they are read: slow
// readers must not cost copies of 30,000 rows each, in memory or on the loop.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

class SharedSnapshot {
 public:
  using Held = std::shared_ptr<const GatewaySnapshot>;

  static constexpr Duration kFresh = std::chrono::milliseconds(500);
  // While two are being read, the newer one is given for so long. Then the readers of the older one give way: each of
  // them had this time at least.
  static constexpr Duration kPatience = std::chrono::seconds(10);

  SharedSnapshot(const StatusSource& source, const Clock& clock) : source_(source), clock_(clock) {}

  // Ends every answer that is read from this snapshot. Without it the newer one is given while two are read.
  void cut_by(std::function<void(const GatewaySnapshot*)> cut) { cut_ = std::move(cut); }

  Held take() {
    const auto now = clock_.now();
    if (auto held = newest_.lock()) {
      if (now - taken_ < kFresh) return held;
      if (!older_gave_way(now)) return held;
      older_ = held;
    }
    auto fresh = std::make_shared<const GatewaySnapshot>(source_.snapshot(Depth::children));
    newest_ = fresh;
    taken_ = now;
    return fresh;
  }

 private:
  bool older_gave_way(SteadyTime now) {
    if (older_.expired()) return true;
    if (now - taken_ < kPatience || !cut_) return false;
    cut_(older_.lock().get());
    return older_.expired();
  }

  const StatusSource& source_;
  const Clock& clock_;
  std::function<void(const GatewaySnapshot*)> cut_;
  std::weak_ptr<const GatewaySnapshot> newest_, older_;
  SteadyTime taken_{};  // the newest
};

}  // namespace gatewarden::status
