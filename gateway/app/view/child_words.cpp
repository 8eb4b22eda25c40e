#include "gateway/app/view/child_words.hpp"

#include <algorithm>
#include <chrono>

namespace gatewarden::app {
namespace {

constexpr std::uint32_t kUnanswered = 3;

bool of_newest(const Rejection* rejection, const ChildRecord& record) {
  if (rejection == nullptr) return false;
  return rejection->outcome.id == record.last_id || rejection->outcome.id == record.last_settled;
}

}  // namespace

bool never_answered(const ChildRecord& record) {
  return record.outcomes.answered() == 0 && record.outcomes[Outcome::Kind::no_verdict] >= kUnanswered;
}

std::string verdict_text(const ChildRecord& record, const Rejection* rejection, bool answered) {
  if (!record.has_outcome) return record.passed > 0 ? "written, sent to no service" : "";
  if (record.last_outcome == Outcome::Kind::no_verdict) return answered ? "sent, no verdict" : "published";
  if (record.last_outcome == Outcome::Kind::abandoned) return "not sent";
  if (record.last_outcome == Outcome::Kind::outdated) return "outdated, not sent";
  const bool coded =
      record.last_outcome == Outcome::Kind::rejected || record.last_outcome == Outcome::Kind::refused;
  std::string text(to_string(record.last_outcome));
  if (coded && of_newest(rejection, record)) text += " " + rejection->outcome.code;
  return text;
}

std::string quarantine_text(const Quarantine::Entry& entry, SteadyTime now) {
  const Duration wait = std::max(Duration::zero(), Duration(entry.probe_at - now));
  return std::string(to_string(entry.cause)) + ": " + entry.why +
         "; tried again with the first report after " +
         std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) + " s, or after a reload";
}

std::string why_text(const std::string& thing, const std::string& device_why,
                     const std::optional<Quarantine::Entry>& quarantine, const ChildRecord& record,
                     const Rejection* rejection, const std::string& unanswered) {
  if (!device_why.empty()) return device_why;
  if (quarantine)
    return std::string(to_string(quarantine->cause)) + ": `gatewarden last " + thing + "` says why";
  if (!unanswered.empty()) return unanswered;
  const bool well = !record.has_outcome || record.last_outcome == Outcome::Kind::accepted ||
                    record.last_outcome == Outcome::Kind::no_verdict;
  if (well) return {};
  const std::string detail = of_newest(rejection, record) ? rejection->outcome.detail : "";
  return verdict_text(record, rejection) + (detail.empty() ? "" : ": " + detail);
}

}  // namespace gatewarden::app
