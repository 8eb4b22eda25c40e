#include "gateway/app/children/learner.hpp"

#include <algorithm>

#include "gateway/base/duration_text.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

// Longer ones make no thing name, whatever the pattern.
constexpr std::size_t kMaxIdentity = ThingName::kMaxBytes;

}  // namespace

std::optional<Assignment> Learner::learn(std::string_view link, std::string_view identity) {
  LearningRoom* room = parts_.learned.room(link);
  if (room == nullptr) return std::nullopt;
  if (const LearnedChild* known = parts_.learned.find(link, identity))
    return parts_.population.assignment(*known);
  const SteadyTime now = parts_.clock.now();
  const auto refuse = [&](LearningRoom::Refusal why) {
    room->refused(why, link, identity, now);
    return std::nullopt;
  };
  if (room->is_full() && !room->may_have_silent(now)) return refuse(LearningRoom::Refusal::full);
  if (identity.size() > kMaxIdentity) return refuse(LearningRoom::Refusal::unusable);
  const LearnedChild child = parts_.learned.proposed(*room, link, identity);
  if (!parts_.population.may_serve(child)) return refuse(LearningRoom::Refusal::unusable);
  if (!room->takes_one(now)) return refuse(LearningRoom::Refusal::too_fast);
  if (room->is_full() && !make_room(*room, child.link, identity)) return refuse(LearningRoom::Refusal::full);
  return take_in(*room, child);
}

std::optional<Assignment> Learner::take_in(LearningRoom& room, const LearnedChild& child) {
  parts_.population.serve(child);
  parts_.learned.add(child);
  parts_.told.learned(child);
  log::info("app", "device_learned",
            {{"link", child.link},
             {"identity", shown_identity(child.identity)},
             {"thing", child.thing},
             {"learned_on_link", room.count()},
             {"at_most", room.rules().at_most}});
  return parts_.population.assignment(child);
}

// In the place of the longest silent one, if that is silent for long enough.
bool Learner::make_room(LearningRoom& room, const std::string& link, std::string_view for_identity) {
  const SteadyTime now = parts_.clock.now();
  const Duration patience = room.rules().replace_after;
  for (const bool looks : {false, true}) {
    if (looks) look_for_silent(room, link);
    while (const auto identity = room.next_silent()) {
      const LearnedChild* child = parts_.learned.find(link, *identity);
      if (child == nullptr || now - silent_since(*child, room) < patience) continue;
      const Forgotten gone = let_go(LearnedChild(*child));
      log::info("app", "device_replaced",
                {{"link", link},
                 {"thing", gone.child.thing},
                 {"silent_for_at_least", gatewarden::to_text(patience)},
                 {"by", shown_identity(for_identity)},
                 {"growth_dropped_of", gone.growth.size()}});
      return true;
    }
  }
  return false;
}

void Learner::look_for_silent(LearningRoom& room, std::string_view link) {
  const SteadyTime now = parts_.clock.now();
  std::vector<LearningRoom::Silent> silent;
  SteadyTime oldest = now;
  for (const LearnedChild& child : parts_.learned.all()) {
    if (child.link != link) continue;
    const SteadyTime since = silent_since(child, room);
    oldest = std::min(oldest, since);
    if (now - since >= room.rules().replace_after) silent.push_back({since, child.identity});
  }
  room.looked(std::move(silent), oldest, now);
}

// Of one that is not served (its profile is gone, or a listed child has its name) nothing is heard.
SteadyTime Learner::silent_since(const LearnedChild& child, const LearningRoom& room) const {
  const auto device = parts_.population.served(child);
  const auto silence = device ? parts_.reports.life(*device).silence() : std::nullopt;
  return silence ? silence->since : room.began();
}

Learner::Forgotten Learner::forget(std::string_view thing) {
  if (parts_.population.lists(thing)) return {Answer::listed};
  const LearnedChild* child = parts_.learned.find_thing(thing);
  return child != nullptr ? let_go(LearnedChild(*child)) : Forgotten{};
}

void Learner::give_way_to_listed() {
  std::vector<LearnedChild> listed;
  for (const LearnedChild& child : parts_.learned.all()) {
    if (parts_.population.lists_on(child.thing, child.link)) listed.push_back(child);
  }
  for (const LearnedChild& child : listed) give_way(child);
}

void Learner::give_way(const LearnedChild& child) {
  parts_.learned.remove(child.link, child.identity);
  parts_.told.unlearned(child);
}

Learner::Forgotten Learner::let_go(const LearnedChild& child) {
  Forgotten gone{Answer::forgotten, {child.thing, child.link, child.identity}};
  if (parts_.population.lists(child.thing)) {  // what is known of that thing is the listed child's
    give_way(child);
    return gone;
  }
  if (const auto device = parts_.population.served(child)) parts_.told.leaving(child.link, *device);
  gone.child.forgotten = parts_.clock.wall();
  Population::Left left = parts_.population.leave(child);
  gone.child.last_report_id = left.record.last_report_id;
  gone.child.last_sent = left.record.last_sent;
  gone.growth = std::move(left.growth);
  for (const ForgottenChild& dropped : parts_.learned.forget(gone.child)) {
    parts_.ids.begin_above(dropped.last_report_id);
    parts_.told.dropped(dropped);
  }
  parts_.told.forgotten(gone.child);
  return gone;
}

}  // namespace gatewarden::app
