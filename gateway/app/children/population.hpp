// Who is served: the fleet file's children, the gateway itself and learned devices (Learner). Knows their place in
// the registry, and what each link serves.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/app/children/fate.hpp"
#include "gateway/app/children/learned_children.hpp"
#include "gateway/app/children/remembered_children.hpp"
#include "gateway/app/children/served_profiles.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/batch/batcher.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/registry/registry.hpp"
#include "gateway/report/open_reports.hpp"
#include "gateway/report/report_ids.hpp"
#include "gateway/sample/assignment.hpp"

namespace gatewarden::app {

// The link that reads the gateway's own kernel. The colon keeps its name apart from the fleet file's.
inline constexpr std::string_view kHostLink = "gateway:host";

class Population final {
 public:
  struct Parts {
    Registry& registry;
    OpenReports& reports;
    Batcher& batcher;
    ReportIds& ids;
    Clock& clock;
    RememberedChildren& remembered;
    LearnedChildren& learned;
  };
  explicit Population(const Parts& parts) : parts_(parts) {}

  // A learned child, or the gateway itself, that is served on and does not stay as it is: fleet files do not tell.
  struct Unlisted {
    std::string thing, link;  // as it was served
    Fate fate = Fate::leaves;
    bool listed = false;  // from now on
    bool same_profile = false;
  };
  // What became of whom (PopulationChange). A child with the same entry and profile keeps its id, its counters and
  // its open report, whichever link it is on now, and so does one that was learned and is listed where it is heard,
  // by the same link and profile.
  struct Change {
    std::size_t added = 0, removed = 0, kept = 0;  // kept: without those that moved
    std::vector<DeviceId> moved;
    std::vector<Unlisted> unlisted;
  };

  // For a link, of its listed children, or of some of them, in file order; it asks its Directory for learned ones. Walks no
  // other link's (config::children_by_link).
  std::vector<Assignment> assignments(const config::Fleet& fleet,
                                      std::span<const config::Child* const> children) const;
  std::optional<Assignment> host_assignment() const;

  // The fleet file names this thing, or it is the gateway's.
  bool lists(std::string_view thing) const;
  bool lists_on(std::string_view thing, std::string_view link) const;  // as a child of this link
  // A learned child's place; nothing while its profile is gone, or a listed child has its name.
  std::optional<DeviceId> served(const LearnedChild& child) const;
  std::optional<Assignment> assignment(const LearnedChild& child) const;
  // Its thing can have a name like this and nobody else has it, the gateway itself included; its profile is known.
  bool may_serve(const LearnedChild& child) const;
  void serve(const LearnedChild& child);  // from now on; only if it may
  // From now on it is not, and nothing is remembered of it here but what is returned.
  struct Left {
    ThingRecord record;  // last id and send time
    OpenReports::WaitingGrowth growth;
  };
  Left leave(const LearnedChild& child);

  // Fingerprint of what its counters are read from; 0: nothing that lasts.
  std::uint64_t counter_source(DeviceId device) const { return served_[index_of(device)].source; }

 private:
  struct Wanted {
    std::string link;
    const ServedProfiles::Entry* profile = nullptr;
    std::uint64_t fingerprint = 0, spelling = 0;  // of its entry
    bool learned = false;
  };
  struct Served {
    std::uint64_t fingerprint = 0, source = 0;
  };

  friend class PopulationChange;
  void take_rules(const config::Fleet& fleet, const std::vector<MetricSpec>& host_metrics);
  Wanted wanted(const config::Fleet& fleet, const config::Child& entry) const;
  std::optional<Wanted> wanted(const LearnedChild& child) const;  // nothing: its profile is gone
  Wanted wanted_host() const { return {std::string(kHostLink), &profiles_.host()}; }
  // `as_heard`: it was learned and is listed where it is heard.
  Fate fate(DeviceId device, const Wanted& now, bool as_heard) const;
  Served served_as(const Wanted& wanted) const;
  DeviceId add(const ThingName& thing, const Wanted& wanted);
  static bool stored_before_0_2(std::uint64_t source, const Wanted& wanted);
  void remove(DeviceId device);
  void move(DeviceId device, const Wanted& wanted);
  // Nothing while it is served by another one of that name.
  std::optional<Assignment> assignment(DeviceId device, const std::string& profile) const;
  ClockPair now() const { return ClockPair::now(parts_.clock); }

  Parts parts_;
  ServedProfiles profiles_;
  std::vector<Served> served_;  // by DeviceId
  std::string host_thing_;
};

}  // namespace gatewarden::app
