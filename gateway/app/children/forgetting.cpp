#include "gateway/app/children/forgetting.hpp"

#include <algorithm>
#include <cmath>

#include "gateway/base/log.hpp"

namespace gatewarden::app {
namespace {

constexpr double kMaxGrowthShown = 1e18;  // below what 64 bits hold

status::RefusedRequest refusal(Learner::Answer why, const std::string& thing) {
  if (why == Learner::Answer::listed) {
    return {"listed_thing",
            "\"" + thing +
                "\" is the gateway's own thing, or its fleet file lists it: take it out of the "
                "file and reload (SIGHUP); only what was learned can be forgotten"};
  }
  return {"unknown_thing", "no child is called \"" + thing + "\""};
}

status::ForgottenDevice shown(const Learner::Forgotten& gone) {
  status::ForgottenDevice made{
      gone.child.thing, gone.child.link, gone.child.identity, gone.child.last_report_id, {}, {}};
  for (const auto& [metric, growth] : gone.growth)
    made.dropped[metric] = static_cast<std::uint64_t>(std::llround(std::min(growth, kMaxGrowthShown)));
  return made;
}

}  // namespace

void Forgetting::forget(const std::string& thing, std::uint32_t uid, Done done) {
  const Learner::Forgotten gone = learner_.forget(thing);
  if (gone.answer != Learner::Answer::forgotten) return done(refusal(gone.answer, thing));
  log::info("app", "device_forgotten",
            {{"thing", gone.child.thing},
             {"link", gone.child.link},
             {"identity", shown_identity(gone.child.identity)},
             {"by_uid", uid},
             {"last_report_id", gone.child.last_report_id},
             {"growth_dropped_of", gone.growth.size()}});
  store_.flush([device = shown(gone), done = std::move(done)](const Result<void>& stored) mutable {
    if (!stored) device.not_stored = stored.error();
    done(device);
  });
}

}  // namespace gatewarden::app
