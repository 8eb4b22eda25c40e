#include "gateway/app/gateway.hpp"

#include <functional>
#include <memory>
#include <random>

#include "gateway/app/state.hpp"
#include "gateway/app/uplink_settings.hpp"
#include "gateway/base/log.hpp"
#include "gateway/greengrass/greengrass_session.hpp"
#include "gateway/mqtt/connection/name_lookup.hpp"
#include "gateway/mqtt/file_reading.hpp"
#include "gateway/mqtt/paho_session.hpp"

namespace gatewarden::app {
namespace {

// For lines still waiting when the gateway stops.
constexpr Duration kLinesDeadline = std::chrono::seconds(1);
// What DISCONNECT and the lines may take of the stop's time, after the last report.
constexpr Duration kGoodbyes = std::chrono::seconds(1) + kLinesDeadline;

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

}  // namespace

Result<std::unique_ptr<Gateway>> Gateway::open(boost::asio::io_context& io, config::Fleet fleet,
                                               StateDirectory directory, mqtt::SessionFactory over_mqtt) {
  mqtt::bound_name_lookups();  // sets an environment variable: before the store starts a thread
  auto store = open_store(io, directory);
  if (!store) return Error{store.error()};
  StoredState stored = (*store)->load();
  return std::unique_ptr<Gateway>(new Gateway(io, std::move(fleet), std::move(directory), std::move(*store),
                                              std::move(stored), std::move(over_mqtt)));
}

Gateway::Gateway(boost::asio::io_context& io, config::Fleet fleet, StateDirectory directory,
                 std::unique_ptr<Store> store, StoredState stored, mqtt::SessionFactory over_mqtt)
    : io_(io),
      clock_(io),
      fleet_(std::move(fleet)),
      directory_(std::move(directory)),
      store_(std::move(store)),
      seed_(random_seed()),
      device_memory_(*store_, std::move(stored.device_memory)),
      reports_(registry_, fleet_.gateway.reports.interval, seed_),
      ids_(first_report_id(*store_, stored, clock_.wall()), clock_.wall()),
      batcher_(
          registry_, reports_, [this](DeviceId device) { return ids_.next(device, clock_.wall()); },
          batch_settings(fleet_)),
      remembered_(stored, {clock_.now(), clock_.wall()}, batcher_.schedule().rules().floor),
      learned_(std::move(stored.learned), std::move(stored.forgotten)),
      population_({registry_, reports_, batcher_, ids_, clock_, remembered_, learned_}),
      stored_learning_(*store_, device_memory_,
                       {[this] { wake_uplink(); },
                        [this](const std::string& link, DeviceId device) { links_.release(link, device); }}),
      learner_({population_, learned_, reports_, ids_, clock_, stored_learning_}),
      forgetting_(learner_, *store_),
      records_({clock_, registry_, reports_, batcher_, population_, remembered_, ids_, *store_,
                [this] { wake_uplink(); }}),
      verdicts_({registry_, [this] { return uplink_ && uplink_->awaits_answers(); },
                 [this](const std::string& thing) { return uplink_ && uplink_->quarantined(thing); }}),
      identity_(io, clock_),
      over_mqtt_(over_mqtt ? std::move(over_mqtt) : mqtt::reading_files(io, mqtt::paho_sessions(io))),
      lines_(clock_),
      links_(
          {io, clock_, reports_, learner_, device_memory_}, [this] { return health(); }, seed_),
      status_({fleet_, registry_, reports_, batcher_, links_, learned_, verdicts_, lines_, *store_, clock_,
               [this] { return uplink_.get(); }, [this] { return identity_.standing(); }}),
      http_(io, clock_, status_),
      second_(clock_.timer([this] { second(); })) {}

Gateway::~Gateway() = default;

Result<void> Gateway::start(GivenUp given_up, status::Reloader& reloader) {
  given_up_ = std::move(given_up);
  auto sessions = sessions_of(fleet_);
  if (!sessions) return Error{sessions.error()};
  sessions_ = std::move(*sessions);
  if (auto listening = listen(reloader); !listening) return listening;
  reports_.set_after_gap(fleet_.gateway.reports.after_gap);
  batcher_.tap(lines_);
  lines_.apply(fleet_);
  make_uplink(read_connection_files(fleet_).identity);
  FleetChange change(fleet_, {}, population_, links_, std::bind_front(&RecordKeeper::moved, &records_));
  while (!change.go_on()) continue;
  device_memory_.keep_only([this](const std::string& thing) { return registry_.find(thing).has_value(); });
  second();
  log::info("app", "started",
            {{"thing", fleet_.gateway.thing},
             {"children", registry_.size()},
             {"links", fleet_.links.size()},
             {"state_directory", fleet_.gateway.state_directory}});
  learner_.give_way_to_listed();
  return {};
}

Result<void> Gateway::listen(status::Reloader& reloader) {
  if (directory_.read_only()) {
    log::error("app", "no_control_socket",
               {{"why", "the state directory's disk is read-only: " + directory_.path().string()},
                {"now", "`gatewarden status` gets no answer; gateway.http.listen still serves /metrics"}});
    return http_.apply(fleet_.gateway.http);
  }
  auto control =
      status::ControlSocket::open(io_, clock_, directory_.path(), status_, {forgetting_, reloader});
  if (!control) return Error{control.error()};
  control_ = std::move(*control);
  return http_.apply(fleet_.gateway.http);
}

Result<mqtt::SessionFactory> Gateway::sessions_of(const config::Fleet& fleet) {
  if (!fleet.uplink.greengrass) return over_mqtt_;
  auto component = component_settings(*fleet.uplink.greengrass);
  if (!component) return Error{component.error()};
  return greengrass::greengrass_sessions(io_, clock_, std::move(*component),
                                         [this](const std::string& why) { given_up_(why); });
}

void Gateway::end_uplink() {
  identity_.end();
  if (uplink_) batcher_.tap_off(uplink_->mirrors());
  uplink_.reset();
}

void Gateway::make_uplink(ClientIdentity::Content found) {
  verdicts_.begin_anew();
  if (!fleet_.uplink.service()) return;
  const auto ours = [this](std::string_view thing) { return registry_.find(thing).has_value(); };
  UplinkSettings settings = uplink_settings(fleet_);
  if (settings.target.tls) settings.target.tls = identity_.begin(*settings.target.tls, std::move(found));
  const bool copies = wants_copies(settings);
  uplink_ = std::make_unique<Uplink>(
      std::move(settings), Uplink::Parts{clock_, sessions_, batcher_, *this, ours, &uplink_count_}, seed_);
  if (copies) batcher_.tap(uplink_->mirrors());
  uplink_->start();
}

void Gateway::renew_identity() {
  identity_.tick([this](const Tls& in_force) {
    mqtt::Target target = uplink_settings(fleet_).target;
    target.tls = in_force;
    uplink_->renew(std::move(target));
  });
}

// All but the listener, which is tried last: it alone changes something when it succeeds.
Result<void> Gateway::usable(const FreshFleet& fresh, bool new_uplink) {
  if (stopping_) return Error{"the gateway is stopping"};
  if (turns_.under_way()) return Error{"another reload is under way"};
  if (fresh.fleet.gateway.thing != fleet_.gateway.thing ||
      fresh.fleet.gateway.state_directory != fleet_.gateway.state_directory ||
      fresh.fleet.gateway.confine != fleet_.gateway.confine) {
    return Error{
        "gateway.thing, gateway.state_directory and gateway.confine cannot change while the gateway runs: "
        "restart it"};
  }
  if (!fresh.report_files) return fresh.report_files;
  if (!new_uplink) return {};
  return check_connection(fresh.fleet, fresh.connection, identity_.refused(), clock_.wall());
}

void Gateway::reload(FreshFleet fresh, Reloaded done) {
  const bool new_uplink = !same_uplink(fresh.fleet, fleet_);
  if (auto checked = usable(fresh, new_uplink); !checked) return done(Error{checked.error()});
  auto sessions = new_uplink ? sessions_of(fresh.fleet) : sessions_;
  if (!sessions) return done(Error{sessions.error()});
  if (auto listening = http_.apply(fresh.fleet.gateway.http); !listening)
    return done(Error{listening.error()});
  // Nothing fails from here on.
  sessions_ = std::move(*sessions);
  fleet_ = std::move(fresh.fleet);
  reports_.set_interval(fleet_.gateway.reports.interval);
  reports_.set_after_gap(fleet_.gateway.reports.after_gap);
  batcher_.set(batch_settings(fleet_), clock_.now());
  if (new_uplink) end_uplink();
  auto change = std::make_shared<FleetChange>(fleet_, std::move(fresh.prepared), population_, links_,
                                              std::bind_front(&RecordKeeper::moved, &records_));
  turns_.run([change] { return change->go_on(); },
             [this, change, new_uplink, identity = std::move(fresh.connection.identity),
              done = std::move(done)]() mutable {
               lines_.apply(fleet_);
               if (new_uplink) make_uplink(std::move(identity));
               if (uplink_) uplink_->probe_refused();  // the operator may have mended the policy
               learner_.give_way_to_listed();
               done(change->children());
             });
}

// Well: the uplink is connected and the store writes.
std::optional<double> Gateway::health() const {
  return (!uplink_ || uplink_->snapshot().connected) && !store_->health().failed ? 1 : 0;
}

void Gateway::sent(DeviceId device, ReportId id, SteadyTime at) {
  batcher_.sent(device, id, at);
  records_.sent(device, id);
}

void Gateway::settled(const Outcome& outcome) {
  verdicts_.settled(outcome);
  batcher_.settled(outcome);
  records_.settled(outcome);
}

// Files and standard output do not wait for the service: they get an unsent report shortly before its slot is
// skipped, a quarter of an interval late.
void Gateway::pass_reports() {
  if (lines_.empty()) return;
  const Duration interval = fleet_.gateway.reports.interval;
  const Duration patience = fleet_.uplink.service()
                                ? std::max<Duration>(interval / 8, interval / 4 - std::chrono::seconds(2))
                                : Duration::zero();
  batcher_.pass(clock_.now(), patience,
                [this](DeviceId device, ReportId id) { records_.passed(device, id); });
}

void Gateway::second() {
  records_.tick();
  pass_reports();
  renew_identity();
  lines_.tick();
  status_.tick();
  second_->arm(clock_.now() + std::chrono::seconds(1));
}

void Gateway::stop(std::function<void()> done) {
  stopping_ = true;
  turns_.stop();
  identity_.end();  // no new connection for a new certificate
  links_.stop();
  control_.reset();
  http_.close();
  const auto finish = [this, done = std::move(done)] {
    end_uplink();
    lines_.close(clock_.now() + kLinesDeadline);
    second_->cancel();
    records_.stopped();
    store_->close();
    done();
    io_.stop();
  };
  if (!uplink_) return finish();
  uplink_->drain(clock_.now() + kStopDeadline - kGoodbyes, finish);
}

}  // namespace gatewarden::app
