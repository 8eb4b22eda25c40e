// Devices that nobody listed become children, up to the bounds of their link, and are forgotten: by order, or because a new
// one needs the place of one that has been silent for long.
//
// Of a forgotten device its name and its newest report id are kept (ForgottenChildren); its counters, its growth that waits
// for a report (counted as Drop::forgotten) and its verdicts are gone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/app/children/learned_children.hpp"
#include "gateway/app/children/learning_sink.hpp"
#include "gateway/app/children/population.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/report/open_reports.hpp"
#include "gateway/report/report_ids.hpp"
#include "gateway/sample/directory.hpp"

namespace gatewarden::app {

class Learner final : public Directory {
 public:
  struct Parts {
    Population& population;
    LearnedChildren& learned;
    const OpenReports& reports;
    ReportIds& ids;
    const Clock& clock;
    LearningSink& told;
  };
  explicit Learner(const Parts& parts) : parts_(parts) {}

  // Those that the fleet file lists meanwhile leave their places: what is known of their things is the listed ones'.
  void give_way_to_listed();

  std::optional<Assignment> learn(std::string_view link, std::string_view identity) override;

  // `listed`: the fleet file names it, or it is the gateway itself; it goes by a reload without it.
  enum class Answer : std::uint8_t { forgotten, unknown, listed };
  struct Forgotten {
    Answer answer = Answer::unknown;
    ForgottenChild child = {};
    OpenReports::WaitingGrowth growth = {};  // dropped
  };
  Forgotten forget(std::string_view thing);

 private:
  std::optional<Assignment> take_in(LearningRoom& room, const LearnedChild& child);
  bool make_room(LearningRoom& room, const std::string& link, std::string_view for_identity);
  void look_for_silent(LearningRoom& room, std::string_view link);
  SteadyTime silent_since(const LearnedChild& child, const LearningRoom& room) const;
  Forgotten let_go(const LearnedChild& child);
  void give_way(const LearnedChild& child);

  Parts parts_;
};

}  // namespace gatewarden::app
