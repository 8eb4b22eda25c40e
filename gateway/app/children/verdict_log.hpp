// Tells the log of reports that do not arrive: one line a child and change, with what the service said and the remedy,
// and one when the child is well again. Owned by the composition, which tells it of every outcome.
//
// An episode begins with the first line of a child and ends with kWell accepted reports in a row, or unsaid with the
// uplink it is about (begin_anew). So a child that is accepted and throttled in turns has one line, not one a report.
// Within an episode each different answer is told once, at most kAnswers of them. What happens to all children at once has
// a line of the uplink or one in all; what is left has the log's budget, of each link its own (base/line_budgets.hpp).
// Memory: a record a child in trouble.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gateway/batch/publication.hpp"
#include "gateway/registry/registry.hpp"

namespace gatewarden::app {

class VerdictLog final : public RegistryListener {
 public:
  static constexpr unsigned kWell = 3;        // accepted reports in a row
  static constexpr unsigned kUnanswered = 3;  // reports in a row, of which nothing was heard
  static constexpr std::size_t kAnswers = 4;

  struct Parts {
    Registry& registry;
    std::function<bool()> awaits_answers;                       // to every report of every child
    std::function<bool(const std::string& thing)> quarantined;  // the uplink told why
  };
  explicit VerdictLog(Parts parts) : parts_(std::move(parts)) { parts_.registry.listen(this); }

  void settled(const Outcome& outcome);
  // The uplink is another one, perhaps to another account: what the one before said of anybody is no news of this one.
  void begin_anew();
  // Any report of any child was answered on this uplink.
  bool heard_any() const { return answered_ > 0; }

  void added(DeviceId, PointId) override {}
  void removed(DeviceId device) override { children_.erase(index_of(device)); }

 private:
  struct Trouble {
    std::array<std::uint64_t, kAnswers> told{};  // answers, as hashes
    std::size_t answers = 0;
    unsigned well = 0, unanswered = 0;  // reports in a row
    std::uint64_t answered_before = 0;  // reports of all children, when this one was last answered
  };
  void accepted(const Outcome& outcome);
  void unanswered(const Outcome& outcome);
  void turned_away(const Outcome& outcome);
  bool is_news(Trouble& trouble, const Outcome& outcome) const;
  std::string remedy_for(const Outcome& outcome) const;

  Parts parts_;
  std::unordered_map<std::uint32_t, Trouble> children_;
  std::uint64_t answered_ = 0;  // of all children, those removed included, on this uplink
  bool said_silent_ = false;    // that it is 0
};

}  // namespace gatewarden::app
