// Who is served: the fleet file's children, the gateway itself, and devices learned on the way; who each of
// them is in the registry, and what each link is told to serve.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/batch/batcher.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/registry/registry.hpp"
#include "gateway/report/counter_readings.hpp"
#include "gateway/report/open_reports.hpp"
#include "gateway/report/report_ids.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden::app {

// The link that reads the gateway's own kernel. It stands in no fleet file; the colon keeps the name apart.
inline constexpr std::string_view kHostLink = "gateway:host";

class Population final : public Directory {
 public:
  struct Parts {
    Registry& registry;
    OpenReports& reports;
    Batcher& batcher;
    ReportIds& ids;
    Clock& clock;
    // A device became a child by itself: it must be the same one after a restart.
    std::function<void(const LearnedChild&)> learned;
  };
  Population(Parts parts, StoredState stored);
  // How often the store is told that the gateway lives (StoredState::cut_off).
  static constexpr std::chrono::seconds kAliveEvery{30};

  // By difference: a child whose entry, profile and link did not change keeps its place and all its counters.
  struct Change {
    std::size_t added = 0, removed = 0, kept = 0;
  };
  Change apply(const config::Fleet& fleet, const std::vector<MetricSpec>& host_metrics);

  // What a link serves, in the order of the file; its listed children only (learned ones
  // the link asks for by learn()).
  std::vector<Assignment> assignments(const config::Fleet& fleet, std::size_t link) const;
  std::optional<Assignment> host_assignment() const;

  // Records as the end of a life that was cut off leaves them: what may have been sent, unrecorded, counts as
  // sent, and readings are doubtful. To be stored before this life can end in order, because nobody will know
  // then. After the first apply(); once: empty when asked again.
  std::vector<std::pair<std::string, ThingRecord>> take_corrected() { return std::exchange(corrected_, {}); }
  // When each child was last sent for, as the wall clock says it now: it has stepped, and what
  // is stored says something else.
  std::vector<std::pair<std::string, ThingRecord>> sends() const;
  // What the store must know of the child's newest report, whose growth is decided.
  ThingRecord left(DeviceId device, ReportId id);

  std::optional<Assignment> learn(std::string_view link, std::string_view identity) override;
  std::size_t learned() const { return learned_.size(); }

 private:
  struct Wanted {
    std::string link;
    std::shared_ptr<const Profile> profile;
    std::uint64_t fingerprint = 0;
    bool learned = false;
  };
  struct ModelEntry {
    std::string fingerprint;
    std::shared_ptr<const Profile> profile;
    std::shared_ptr<const Model> model;
  };
  // Of a thing that is not in the registry now.
  struct Known {
    ThingRecord record;
    std::uint64_t source = 0;  // of `counters`
    CounterReadings counters;
  };
  // What a link's section says of devices nobody listed, with the profile they get.
  struct Learning {
    config::Unknown rule;
    std::uint32_t count = 0;
  };

  void take_profiles(const config::Fleet& fleet);
  void take_learning(const config::Fleet& fleet);
  bool unchanged(DeviceId device, const Wanted& wanted) const;
  std::uint64_t source(const Wanted& wanted) const;
  Known recall(const std::string& thing, ThingRecord stored);
  std::optional<SteadyTime> last_sent(const ThingRecord& known) const;
  ThingRecord last_send(DeviceId device) const;
  DeviceId add(const ThingName& thing, const Wanted& wanted);
  void remove(DeviceId device);
  std::optional<Assignment> assignment(DeviceId device, const std::string& profile) const;

  Parts parts_;
  ClockPair began_;  // of this life
  std::unordered_map<std::string, Known> known_;
  std::vector<std::pair<std::string, ThingRecord>> corrected_;
  std::optional<WallTime> cut_off_;  // at start: until when the life before may have sent, unrecorded
  std::map<std::string, ModelEntry, std::less<>> models_;  // by profile name
  std::vector<std::uint64_t> fingerprints_, sources_;      // by DeviceId
  std::map<std::string, Learning, std::less<>> learning_;  // by link name
  std::vector<LearnedChild> learned_;
  std::shared_ptr<const Profile> host_profile_;
  std::shared_ptr<const Model> host_model_;
  std::string host_thing_;
};

}  // namespace gatewarden::app
