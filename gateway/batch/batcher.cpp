#include "gateway/batch/batcher.hpp"

#include <utility>

#include "gateway/wire/fit/fit_report.hpp"
#include "gateway/wire/report_encoder.hpp"

namespace gatewarden {
namespace {

// The store grants ids in well under a second; a child without one asks again after this.
constexpr Duration kIdPatience = std::chrono::milliseconds(100);

}  // namespace

Batcher::Batcher(Registry& registry, OpenReports& reports, IdSource ids, Settings settings)
    : registry_(registry),
      reports_(reports),
      ids_(std::move(ids)),
      settings_(settings),
      schedule_(settings.rules) {
  registry.listen(this);
}

void Batcher::start(DeviceId device, SteadyTime now, std::optional<SteadyTime> last_sent) {
  schedule_.add(device, now, last_sent);
}

void Batcher::set(Settings settings, SteadyTime now) {
  settings_ = settings;
  schedule_.set_rules(settings.rules, now);
}

// The id comes first, because a closed report must be able to leave.
Batcher::Closing Batcher::close(DeviceId device, SteadyTime now) {
  if (const auto later = reports_.undecided_until(device, now)) {
    schedule_.hold(device, *later);
    totals_.last_turn = now;
    return Closing::held;
  }
  const auto id = ids_(device);
  if (!id) {
    schedule_.retry(device, now + kIdPatience);
    return Closing::no_id;
  }
  if (!reports_.close(device, now, scratch_)) {
    ++totals_.empty;
    totals_.last_turn = now;
    schedule_.idle(device, now);
    return Closing::empty;
  }
  scratch_.id = *id;
  const ClosedReport shown{device, registry_.child(device).thing.text(), scratch_};
  for (ReportTap* tap : taps_) tap->closed(shown);
  return Closing::closed;
}

Publication Batcher::encoded(DeviceId device) const {
  Publication made;
  made.device = device;
  made.thing = registry_.child(device).thing.text();
  made.id = scratch_.id;
  made.format = settings_.format;
  encode_report(scratch_, settings_.format, settings_.keys, made.bytes);
  return made;
}

std::optional<Publication> Batcher::next(SteadyTime now) {
  latest_ = now;
  while (const auto due = schedule_.take(now)) {
    const DeviceId device = due->device;
    const Closing closing = close(device, now);
    if (closing == Closing::no_id) return std::nullopt;
    if (closing != Closing::closed) continue;
    Publication publication = encoded(device);
    ChildRecord& record = records_[index_of(device)];
    if (const std::size_t most = room_.of_thing(publication.thing.size()); publication.bytes.size() > most) {
      if (fit_report(scratch_, settings_.format, settings_.keys, most, reports_.random(), publication.bytes))
        ++record.shortened;
    }
    record.waiting = true;
    record.last_id = scratch_.id;
    pending_.add(device, scratch_, due->slot);
    recent_.keep(publication);
    return publication;
  }
  return std::nullopt;
}

void Batcher::pass(SteadyTime now, Duration patience, const std::function<void(DeviceId, ReportId)>& passed) {
  latest_ = now;
  while (schedule_.due() && *schedule_.due() + patience <= now) {
    const auto due = schedule_.take_late(now);
    if (!due) return;
    const Closing closing = close(due->device, now);
    if (closing == Closing::no_id) return;
    if (closing != Closing::closed) continue;
    ++totals_.passed;
    ++records_[index_of(due->device)].passed;
    records_[index_of(due->device)].last_passed = scratch_.id;
    recent_.keep(encoded(due->device));
    schedule_.passed(due->device, now);
    totals_.last_turn = now;
    if (passed) passed(due->device, scratch_.id);
  }
}

void Batcher::sent(DeviceId device, ReportId id, SteadyTime at) {
  const auto index = index_of(device);
  latest_ = at;
  if (!registry_.contains(device) || records_[index].last_id != id) return;
  ChildRecord& record = records_[index];
  record.last_sent = at;
  const auto slot = pending_.take_slot(device);
  if (!slot) return schedule_.sent_again(device, at);
  ++record.sent;
  ++totals_.sent;
  totals_.last_turn = at;
  lateness_.add(at - *slot);
  schedule_.sent(device, at);
}

void Batcher::settled(const Outcome& outcome) {
  ++totals_.outcomes[outcome.kind];
  if (!ours(outcome.device, outcome.thing)) return;
  const auto index = index_of(outcome.device);
  ChildRecord& record = records_[index];
  ++record.outcomes[outcome.kind];
  const auto growth = pending_.take_growth(outcome.device, outcome.id);
  if (is_lost(outcome.kind)) reports_.lost(outcome.device, growth);
  if (record.last_id != outcome.id) return;  // a late verdict on an earlier report
  record.waiting = false;
  record.has_outcome = true;
  record.last_outcome = outcome.kind;
  record.last_settled = outcome.id;
  const bool bad = outcome.kind == Outcome::Kind::rejected || outcome.kind == Outcome::Kind::throttled ||
                   outcome.kind == Outcome::Kind::refused || outcome.kind == Outcome::Kind::outdated;
  if (bad) remember_rejection(outcome);
  // Refused before it left: the child's next slot is as if it had left.
  if (!pending_.take_slot(outcome.device)) return;
  schedule_.sent(outcome.device, latest_);
  totals_.last_turn = latest_;
}

bool Batcher::ours(DeviceId device, const std::string& thing) const {
  return registry_.contains(device) && registry_.child(device).thing.text() == thing;
}

void Batcher::remember_rejection(const Outcome& outcome) {
  if (rejections_.size() >= kRejections && !rejections_.contains(index_of(outcome.device))) return;
  Rejection rejection{outcome, {}, latest_};
  const Publication* report = recent_.find(outcome.device);
  if (report && report->id == outcome.id) rejection.report = *report;
  rejections_[index_of(outcome.device)] = std::move(rejection);
}

const Publication* Batcher::last_report(DeviceId device) const {
  const Publication* report = recent_.find(device);
  return report && ours(device, report->thing) ? report : nullptr;
}

const Rejection* Batcher::last_rejection(DeviceId device) const {
  const auto found = rejections_.find(index_of(device));
  return found == rejections_.end() ? nullptr : &found->second;
}

void Batcher::added(DeviceId device, PointId) {
  const auto index = index_of(device);
  if (records_.size() <= index) records_.resize(index + 1);
  records_[index] = {};
}

void Batcher::removed(DeviceId device) {
  const auto index = index_of(device);
  schedule_.remove(device);
  records_[index] = {};
  pending_.forget(device);
  rejections_.erase(index);
}

}  // namespace gatewarden
