#include "gateway/uplink/uplink.hpp"

#include <algorithm>

#include "gateway/base/log.hpp"
#include "gateway/mqtt/reasons.hpp"

namespace gatewarden {
namespace {

constexpr std::size_t kShownQuarantine = 10;

}  // namespace

Uplink::Uplink(UplinkSettings settings, Parts parts, std::uint64_t seed)
    : state_(std::move(settings), parts.clock, parts.sink, seed, parts.count),
      ours_(std::move(parts.ours)),
      mirrors_(state_.settings, parts.clock),
      sender_(state_, parts.source, mirrors_),
      receiver_(state_, ours_),
      timer_(parts.clock.timer([this] { pump(); })),
      link_(state_.settings.target, parts.clock, std::move(parts.sessions), seed,
            {.up = [this](const mqtt::ConnAck& ack) { up(ack); },
             .down = [this](BrokerLink::Ended by, std::optional<std::uint8_t> reason) { down(by, reason); },
             .message =
                 [this](const mqtt::Message& message) {
                   if (receiver_.heard(message)) return pump();
                   if (link_.up() && receiver_.crowded()) state_.answers.crowded(link_.session());
                 },
             .published = [this](mqtt::Ticket ticket, std::uint8_t reason,
                                 std::string_view why) { published(ticket, reason, why); },
             .subscribed = [this](mqtt::Ticket ticket,
                                  const std::vector<std::uint8_t>& codes) { subscribed(ticket, codes); }}) {
  // The link has its own; after a renewal nothing may keep the old key in memory.
  if (state_.settings.target.tls) state_.settings.target.tls->kept.reset();
}

Uplink::~Uplink() {
  pumping_ = true;  // whatever the sink does now, nothing is sent
  state_.settle_rest();
  state_.count = counters();
}

// Does all that is possible now, then sleeps.
void Uplink::pump() {
  if (pumping_ || closing()) return;  // a sink that is told an outcome may wake us
  pumping_ = true;
  expire();
  while (link_.up() && sender_.send_next(link_.session())) {
  }
  pumping_ = false;
  finish_drain();
  arm();
}

void Uplink::expire() {
  const SteadyTime now = state_.now();
  while (Flight* late = state_.flights.overdue(now)) {
    if (!late->on_wire) {
      if (late->answerable && state_.answers.every()) state_.answer_watch.missed(late->publication.thing);
      state_.settle(*late, {});
      continue;
    }
    const auto limit = std::chrono::duration_cast<std::chrono::seconds>(state_.settings.answer_timeout);
    link_.restart(peer(state_.settings.permitted_by) + " acknowledged nothing for " +
                  std::to_string(limit.count()) + " s");
  }
  if (link_.up() && state_.answer_watch.deaf(now)) renew_answers(now);
}

// First the subscriptions; where that does not help, the connection.
void Uplink::renew_answers(SteadyTime now) {
  ++state_.count.answer_renewals;
  state_.answer_watch.renewed(now);
  const bool session_too = state_.answer_watch.renewals() % 2 == 0;
  const std::string why = "the last " + std::to_string(state_.answer_watch.unanswered()) +
                          " reports were taken, and none was answered";
  state_.error(why);
  log::warning("uplink", "answers_stopped",
               {{"why", why}, {"renewed", session_too ? "the connection" : "the subscriptions"}});
  if (session_too) return link_.restart(why);
  state_.answers.renew(now, true);
}

void Uplink::subscribed(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes) {
  if (!link_.up()) return;
  state_.answers.answered(link_.session(), ticket, codes, state_.now());
  if (std::string refusal = state_.answers.refusal(); !refusal.empty()) state_.error(std::move(refusal));
  // A nucleus subscribes only while its core is online.
  const bool of_nucleus = state_.settings.permitted_by == Permission::recipe;
  if (of_nucleus && state_.answers.by_wildcard()) state_.taken_again();
  pump();
}

void Uplink::arm() {
  if (closing()) return timer_->cancel();
  std::optional<SteadyTime> next = link_.up() ? sender_.next() : std::nullopt;
  const auto earlier = [&next](std::optional<SteadyTime> other) {
    if (other && (!next || *other < *next)) next = other;
  };
  earlier(state_.flights.next_deadline());
  if (drain_) earlier(drain_->until);
  if (next) {
    timer_->arm(std::max(*next, state_.now()));
  } else {
    timer_->cancel();
  }
}

void Uplink::up(const mqtt::ConnAck& ack) {
  state_.ack = ack;
  state_.window.announced(ack.receive_maximum);
  sender_.begin(ack);
  state_.answers.begin(link_.session(), state_.now());
  pump();
}

void Uplink::down(BrokerLink::Ended by, std::optional<std::uint8_t> reason) {
  if (const std::string& why = link_.last_error(); !why.empty()) state_.error(why);
  if (receiver_.session_ended(by == BrokerLink::Ended::by_peer, reason)) link_.useful();
  pump();
}

void Uplink::published(mqtt::Ticket ticket, std::uint8_t reason, std::string_view why) {
  Flight* flight = state_.flights.find(ticket);
  if (!flight || !flight->on_wire || reason == mqtt::kLinkEnded)
    return;                                          // the session's end follows, or a deadline
  if (state_.flights.going_alone()) link_.useful();  // the search for a guilty publish advances
  receiver_.acknowledged(*flight, reason, std::string(why));
  pump();
}

void Uplink::drain(SteadyTime until, std::function<void()> done) {
  sender_.last_slot(state_.now());
  drain_.emplace(Drain{.until = until, .done = std::move(done)});
  pump();
}

void Uplink::finish_drain() {
  if (!drain_ || drain_->closing) return;
  const BrokerLink::State state = link_.state();
  const bool hopeless =
      !link_.up() && state != BrokerLink::State::connecting && state != BrokerLink::State::renewing;
  // Where only rejections are heard, most answers never come.
  const Flights& flights = state_.flights;
  const bool told =
      state_.answers.every() ? flights.all_settled() : flights.on_wire() == 0 && !flights.going_alone();
  const bool finished = link_.up() && sender_.exhausted() && told && mirrors_.waiting().empty();
  if (!hopeless && !finished && state_.now() < drain_->until) return;
  drain_->closing = true;
  link_.close([this] {
    state_.settle_rest();
    const auto done = std::move(drain_->done);
    done();  // may destroy this
  });
}

void Uplink::probe_refused() {
  state_.quarantine.probe_all(state_.now(), ours_);
  state_.answers.renew(state_.now(), false);
  state_.answer_watch.reloaded();
  pump();
}

std::string Uplink::topic_of(std::string_view thing) const {
  return mirrors_.report_topic(thing, state_.settings.formats.front());
}

std::optional<Quarantine::Entry> Uplink::quarantined(std::string_view thing) const {
  for (const Format format : state_.settings.formats) {
    if (const auto* entry = state_.quarantine.find(mirrors_.report_topic(thing, format))) return *entry;
  }
  return std::nullopt;
}

UplinkSnapshot Uplink::snapshot() const {
  UplinkSnapshot s;
  const UplinkSettings& settings = state_.settings;
  s.connected = link_.up() && !state_.outage.lasts();
  s.connecting = link_.state() == BrokerLink::State::connecting;
  s.state = link_.state_text();
  if (state_.outage.lasts()) s.outage = state_.outage.why();
  s.since = link_.since();
  s.endpoint = endpoint_text(settings);
  s.detail = client_text(settings) + state_.answers.text(state_.now());
  if (const std::string deaf = state_.answer_watch.text(state_.now()); !deaf.empty()) s.detail += "; " + deaf;
  if (const std::string crowd = receiver_.crowd(); !crowd.empty()) s.detail += "; " + crowd;
  s.limits = rates_text(settings) + std::to_string(state_.window.size()) + " in flight";
  s.floor_text = settings.floor_text;
  s.awaits_answers = awaits_answers();
  s.in_flight = state_.flights.on_wire();
  s.waiting_answers = state_.flights.waiting_answers();
  s.publishes_per_second = sender_.publishes_per_second();
  const bool clockless = link_.state() == BrokerLink::State::waiting_for_clock;
  s.last_error = clockless || state_.last_error.text.empty() ? link_.last_error() : state_.last_error.text;
  if (!s.last_error.empty()) s.last_error_at = clockless ? state_.now() : state_.last_error.at;
  s.last_bad_answer = receiver_.last_bad_answer();
  s.quarantined = state_.quarantine.size();
  s.quarantine = state_.quarantine.list(kShownQuarantine);
  s.waiting_copies = mirrors_.waiting().size();
  s.count = counters();
  return s;
}

UplinkCounters Uplink::counters() const {
  UplinkCounters all = state_.count;
  all.copies_dropped += mirrors_.waiting().dropped();
  all.reconnects += link_.reconnects();
  return all;
}

}  // namespace gatewarden
