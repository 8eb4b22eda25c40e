#include "gateway/uplink/broker_link.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/earliest_believable.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden {
namespace {

using namespace std::chrono_literals;

constexpr Duration kAttemptSpacing = 1s;  // one CONNECT a second per client id
constexpr Duration kGoodbye = 1s;

std::int64_t in_seconds(Duration d) { return std::chrono::ceil<std::chrono::seconds>(d).count(); }

}  // namespace

BrokerLink::BrokerLink(mqtt::Target target, Clock& clock, mqtt::SessionFactory sessions, std::uint64_t seed,
                       Events events)
    : target_(std::move(target)),
      clock_(clock),
      sessions_(std::move(sessions)),
      events_(std::move(events)),
      pauses_(seed),
      timer_(clock.timer([this] {
        if (state_ == State::closed) {
          if (const auto closed = std::exchange(closed_, nullptr)) closed();  // may destroy this
        } else {
          attempt();
        }
      })),
      since_(clock.now()) {}

BrokerLink::~BrokerLink() = default;

void BrokerLink::start() { attempt(); }

bool BrokerLink::clock_is_set() {
  if (clock_.wall() >= kEarliestBelievable) {
    if (std::exchange(clock_warned_, false)) {
      last_error_.clear();
      log::info("uplink", "clock_set", {});
    }
    return true;
  }
  if (!clock_warned_) {
    last_error_ =
        "the system clock is not set (before 2025): waiting for it, since certificates and report ids depend "
        "on the time; is NTP reachable?";
    log::warning("uplink", "clock_not_set", {{"why", last_error_}});
  }
  clock_warned_ = true;
  return false;
}

void BrokerLink::attempt() {
  if (!clock_is_set()) {
    enter(State::waiting_for_clock);
    return timer_->arm(clock_.now() + 1s);
  }
  last_attempt_ = clock_.now();
  enter(State::connecting);
  session_ = sessions_(target_);
  session_->connect({.connected = [this](const mqtt::ConnAck& ack) { on_up(ack); },
                     .lost = [this](const std::string& why, auto reason) { on_lost(why, reason); },
                     .message = events_.message,
                     .published = events_.published,
                     .subscribed = events_.subscribed});
}

void BrokerLink::on_up(const mqtt::ConnAck& ack) {
  ++ups_;
  enter(State::connected);
  if (target_.host.empty()) {
    const bool nucleus = target_.client_id.empty();
    log::info("uplink", "connected",
              {{"to", nucleus ? "the Greengrass nucleus" : "a broker within this program"}});
  } else {
    log::info("uplink", "connected",
              {{"host", target_.host}, {"port", target_.port}, {"client_id", target_.client_id}});
  }
  events_.up(ack);
}

void BrokerLink::on_lost(const std::string& why, std::optional<std::uint8_t> reason) {
  session_.reset();
  if (state_ == State::closed) return timer_->arm(clock_.now());
  if (state_ == State::renewing) {
    last_error_.clear();
    retry_after(0s);
    return events_.down(Ended::by_us, std::nullopt);
  }
  const bool was_up = up();
  last_error_ = why;
  if (was_up) {
    const auto suspicious = pauses_.ended_by_peer(clock_.now() - since_, reason);
    if (suspicious && !target_.client_id.empty())
      last_error_ += " (" + std::to_string(*suspicious) +
                     " connections in a row ended soon: does another gateway use the client id '" +
                     target_.client_id + "'?)";
  }
  back_off(reason);
  log::warning("uplink", was_up ? "connection_lost" : "connection_failed",
               {{"why", last_error_}, {"next_attempt_in_s", in_seconds(retry_at_ - clock_.now())}});
  events_.down(Ended::by_peer, reason);
}

void BrokerLink::back_off(std::optional<std::uint8_t> reason) {
  const SteadyTime now = clock_.now();
  const auto pause = pauses_.after(up() ? std::optional<Duration>(now - since_) : std::nullopt, reason, now);
  if (pause.taken_over)
    last_error_ = "another client connects with the client id '" + target_.client_id +
                  "': is a second gateway running with this configuration? Pausing for minutes";
  retry_after(pause.length);
}

void BrokerLink::retry_after(Duration pause) {
  retry_at_ = clock_.now() + pause;
  if (last_attempt_) retry_at_ = std::max(retry_at_, *last_attempt_ + kAttemptSpacing);
  enter(State::backing_off);
  timer_->arm(retry_at_);
}

void BrokerLink::restart(std::string why) {
  session_.reset();
  last_error_ = std::move(why);
  log::warning("uplink", "connection_given_up", {{"why", last_error_}});
  back_off(std::nullopt);
  events_.down(Ended::by_us, std::nullopt);
}

void BrokerLink::renew(mqtt::Target target) {
  target_ = std::move(target);
  if (state_ == State::connected) {
    enter(State::renewing);
    return session_->close();
  }
  if (state_ == State::connecting) session_.reset();  // it uses the old target
  // The renewal may end the reason for the wait, except where another client uses our id.
  const bool waits =
      state_ == State::backing_off && retry_at_ - clock_.now() <= ReconnectPauses::kBackoff.cap;
  if (waits || state_ == State::connecting) retry_after(0s);
}

void BrokerLink::close(std::function<void()> closed) {
  closed_ = std::move(closed);
  const bool was_up = up();
  enter(State::closed);
  if (was_up) {
    session_->close();
    return timer_->arm(clock_.now() + kGoodbye);
  }
  session_.reset();
  timer_->arm(clock_.now());
}

void BrokerLink::enter(State state) {
  if (state_ == state) return;
  state_ = state;
  since_ = clock_.now();
}

std::string BrokerLink::state_text() const {
  switch (state_) {
    case State::idle:
      return "not started";
    case State::waiting_for_clock:
      return "waiting for the clock";
    case State::backing_off:
      return "waiting " + std::to_string(std::max<std::int64_t>(0, in_seconds(retry_at_ - clock_.now()))) +
             " s";
    case State::connecting:
      return "connecting";
    case State::connected:
      return "connected";
    case State::renewing:
      return "renewing the connection";
    case State::closed:
      break;
  }
  return "closed";
}

}  // namespace gatewarden
