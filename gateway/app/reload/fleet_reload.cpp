#include "gateway/app/reload/fleet_reload.hpp"

#include <malloc.h>

#include <map>

#include "adapters/host/host_metrics.hpp"
#include "gateway/app/fleet_confinement.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/app/reload/said_changes.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

// A large fleet takes seconds on a small machine; what takes longer is a file system that does not answer.
constexpr Duration kPatience = std::chrono::minutes(1);

status::RefusedRequest refused(std::string why) { return {"refused_fleet", std::move(why)}; }

}  // namespace

config::Loaded load_fleet_at(const FleetPlace& place) {
  auto loaded = config::load(place.file, adapters(), config::Environment::of_process());
  if (!place.state_directory.empty()) loaded.fleet.gateway.state_directory = place.state_directory;
  // The allocator would keep a large fleet's tree, tens of megabytes.
  ::malloc_trim(0);
  return loaded;
}

std::shared_ptr<const FleetOutline> outline_of(const config::Fleet& fleet) {
  return std::make_shared<const FleetOutline>(fleet, protocols(),
                                              host::host_metrics(fleet.gateway.host.metrics));
}

void set_log(const config::Log& wanted) {
  static const std::map<std::string, log::Level> kLevels{{"debug", log::Level::debug},
                                                         {"info", log::Level::info},
                                                         {"warning", log::Level::warning},
                                                         {"error", log::Level::error}};
  log::set_shape(wanted.shape == config::Log::Shape::json ? log::Shape::json : log::Shape::text);
  log::set_level(kLevels.at(wanted.level));
  log::forget_rooms();
  for (const auto& [room, level] : wanted.rooms) log::set_level(room, kLevels.at(level));
}

void say_notes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) log::warning("config", "noted", {{"note", note}});
}

// Nothing of it is in force.
struct FleetReload::ReadAgain {
  FreshFleet fresh;  // whole only without problems
  config::Log log;
  std::string problems;
  std::shared_ptr<const FleetOutline> outline;
  status::ReloadChanges changes;
};

// On a thread, where it may take its time.
FleetReload::ReadAgain FleetReload::read_again(const Standing& standing,
                                               const std::set<std::string>& files_in_use) {
  auto loaded = load_fleet_at(standing.place);
  ReadAgain again;
  if (const auto allowed = check_confined(*standing.confinement, loaded); !allowed) {
    again.problems = allowed.error();
  } else if (!loaded.problems.empty()) {
    again.problems = config::to_text(loaded.problems);
  } else {
    again.outline = outline_of(loaded.fleet);
    again.changes = app::changes(*standing.in_force, *again.outline);
    again.changes.notes = std::move(loaded.notes);
    again.fresh = with_its_files(std::move(loaded.fleet), files_in_use);
  }
  return again;
}

void FleetReload::operator()(const std::string& by, const Done& done) {
  const auto answer = [this, by, done](const status::ReloadAnswer& found) {
    const auto* why = std::get_if<status::RefusedRequest>(&found);
    gateway_.note_reload(by, why ? why->sentence : "");
    done(found);
  };
  run_errand<ReadAgain>(
      io_, "the fleet file", kPatience,
      [standing = standing_, in_use = gateway_.report_files()] { return read_again(standing, in_use); },
      [this, by, answer](std::optional<ReadAgain> again) {
        if (again) return apply(std::move(*again), by, answer);
        answer(refused(standing_.place.file +
                       " or a file that it names cannot be read: its file system does not answer. See to it "
                       "and reload again"));
      });
}

void FleetReload::apply(ReadAgain read, const std::string& by, const Done& answer) {
  if (!read.problems.empty()) return answer(refused(std::move(read.problems)));
  read.log = read.fresh.fleet.gateway.log;
  auto again = std::make_shared<ReadAgain>(std::move(read));
  gateway_.reload(std::move(again->fresh), [this, again, by, answer](const auto& reloaded) {
    answer(reloaded ? in_force(*again, *reloaded, by) : refused(reloaded.error()));
  });
}

status::ReloadAnswer FleetReload::in_force(ReadAgain& again, const Population::Change& count,
                                           const std::string& by) {
  log::info("app", "reloaded",
            {{"by", by},
             {"added", count.added},
             {"removed", count.removed},
             {"moved", count.moved.size()},
             {"unaffected", count.kept}});
  standing_.in_force = std::move(again.outline);
  again.changes.children = count.added + count.moved.size() + count.kept;
  tell_unlisted(count.unlisted, again.changes);
  say(again.changes);
  set_log(again.log);
  say_notes(again.changes.notes);
  return std::make_shared<const status::ReloadChanges>(std::move(again.changes));
}

}  // namespace gatewarden::app
