#include "gateway/app/connect/own_report.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "adapters/host/host_link.hpp"
#include "gateway/app/children/population.hpp"
#include "gateway/app/children/remembered_children.hpp"
#include "gateway/app/children/send_time.hpp"
#include "gateway/app/children/served_profiles.hpp"
#include "gateway/app/links.hpp"
#include "gateway/app/state.hpp"
#include "gateway/app/uplink_settings.hpp"
#include "gateway/uplink/mirrors.hpp"
#include "gateway/wire/fit/fit_report.hpp"
#include "gateway/wire/report_encoder.hpp"

namespace gatewarden::app {

Result<std::unique_ptr<OwnReport>> OwnReport::open(boost::asio::io_context& io, Clock& clock,
                                                   const config::Fleet& fleet,
                                                   const StateDirectory& directory) {
  auto store = open_store(io, directory);
  if (!store) return Error{store.error()};
  const StoredState stored = (*store)->load();
  return std::unique_ptr<OwnReport>(new OwnReport(clock, fleet, std::move(*store), stored));
}

OwnReport::OwnReport(Clock& clock, const config::Fleet& fleet, std::unique_ptr<Store> store,
                     const StoredState& stored)
    : clock_(clock),
      fleet_(fleet),
      store_(std::move(store)),
      ids_(first_report_id(*store_, stored, clock.wall()), clock.wall()),
      reports_(registry_, fleet.gateway.reports.interval, 1) {
  RememberedChildren remembered(stored, ClockPair::now(clock), batch_settings(fleet).rules.floor);
  known_ = remembered.take(fleet.gateway.thing).record;
  // After an unclean shutdown: that its counters are doubtful must not be lost with its send time.
  for (auto& [thing, record] : remembered.take_corrected()) {
    if (thing == fleet.gateway.thing) known_ = std::move(record);
  }
}

OwnReport::~OwnReport() = default;

Duration OwnReport::wait() const {
  const auto rules = batch_settings(fleet_).rules;
  const auto sent = sent_at(known_, ClockPair::now(clock_));
  if (!sent) return Duration::zero();
  return std::max(Duration::zero(), Duration(*sent + rules.floor + rules.guard - clock_.now()));
}

void OwnReport::make(const Ready& ready) {
  const auto ceiling = ids_.wanted_ceiling(clock_.wall());
  store_->reserve_report_ids(ceiling.value_or(0), [this, ceiling, ready](const Result<void>& stored) {
    if (!stored) return ready(Error{stored.error()});
    if (ceiling) ids_.confirmed(*ceiling, clock_.wall());
    auto made = close();
    if (!made) return ready(std::move(made));
    known_.last_report_id = static_cast<std::uint64_t>(made->id);
    known_.last_sent = clock_.wall();
    store_->record_sent(made->thing, known_);
    store_->flush([ready, made = *std::move(made)](const Result<void>& kept) {
      kept ? ready(made) : ready(Error{kept.error()});
    });
  });
}

Result<Publication> OwnReport::close() {
  const auto settings = batch_settings(fleet_);
  ServedProfiles profiles;
  profiles.apply(fleet_, host::host_metrics(fleet_.gateway.host.metrics));
  const auto thing = ThingName::parse(fleet_.gateway.thing, ThingName::Rule::unregistered);
  if (!thing) return Error{thing.error()};
  const auto device = registry_.add({*thing, profiles.host().profile, std::string(kHostLink), false});
  if (!device) return Error{device.error()};
  ids_.remember(*device, known_.last_report_id);
  const auto id = ids_.next(*device, clock_.wall());
  if (!id) return Error{"no report id is free"};

  const auto host = host::make_host_link(host_settings(fleet_, 1), reports_, clock_);
  host->assign({{*device, registry_.first_point(*device), thing->text(), profiles.host().for_adapter, {}}});
  host->start();
  host->stop();
  Report report;
  reports_.close(*device, clock_.now(), report);
  report.id = *id;
  Publication made{*device, thing->text(), *id, settings.format, {}};
  encode_report(report, settings.format, settings.keys, made.bytes);
  const std::size_t most = payload_room(fleet_).of_thing(made.thing.size());
  std::mt19937_64 random{1};
  if (made.bytes.size() > most) fit_report(report, settings.format, settings.keys, most, random, made.bytes);
  const UplinkSettings uplink = uplink_settings(fleet_);
  Mirrors(uplink, clock_).frame_report(made);
  return made;
}

}  // namespace gatewarden::app
