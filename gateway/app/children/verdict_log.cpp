#include "gateway/app/children/verdict_log.hpp"

#include "gateway/base/log.hpp"

namespace gatewarden::app {

void log_verdict(const Outcome& outcome, const Registry& registry, const Batcher& batcher) {
  using Kind = Outcome::Kind;
  if (outcome.kind != Kind::rejected && outcome.kind != Kind::throttled) return;
  if (registry.contains(outcome.device)) {
    const ChildRecord& before = batcher.record(outcome.device);
    if (before.has_outcome && before.last_outcome == outcome.kind) return;
  }
  log::warning("app", outcome.kind == Kind::rejected ? "report_rejected" : "report_throttled",
               {{"thing", outcome.thing},
                {"report_id", static_cast<std::uint64_t>(outcome.id)},
                {"code", outcome.code},
                {"why", outcome.detail}});
}

}  // namespace gatewarden::app
