// The one connection to the service. Pulls a due publication when connection, window and pacer
// allow, publishes it on its thing's reserved topic, matches the service's answer, and tells
// exactly one Outcome for it.
//
// What was unacknowledged when the connection ended is sent again while it is current: same bytes, same
// report id, one at a time, before anything new. A Throttled verdict then means that the first copy
// arrived: it counts as accepted.
//
// A refused topic is quarantined alone (quarantine.hpp). Where the broker hangs up instead, everything under
// way is suspect and is sent again one at a time: what it hangs up on twice, alone and at once, is guilty. An
// innocent suspect costs a round trip, a guilty one two connections (suspects.hpp).
//
// Copies for mirrors use the same connection when no report is due, and wait in a bounded buffer.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/clock.hpp"
#include "gateway/batch/publication_source.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/uplink/broker_link.hpp"
#include "gateway/uplink/mirrors.hpp"
#include "gateway/uplink/quarantine.hpp"
#include "gateway/uplink/receiver.hpp"
#include "gateway/uplink/sender.hpp"
#include "gateway/uplink/uplink_settings.hpp"
#include "gateway/uplink/uplink_snapshot.hpp"
#include "gateway/uplink/uplink_state.hpp"

namespace gatewarden {

class Uplink {
 public:
  // All outlive the uplink. `sink` may call wake().
  struct Parts {
    Clock& clock;
    mqtt::SessionFactory sessions;
    PublicationSource& source;
    OutcomeSink& sink;
    // Whether a thing is ours. Without it, every unawaited answer counts as foreign.
    std::function<bool(std::string_view thing)> ours = nullptr;
    // Goes on from an earlier uplink's: counters must not fall. Null: from zero.
    UplinkCounters* count = nullptr;
  };
  Uplink(UplinkSettings settings, Parts parts, std::uint64_t seed);
  // Settles what is open, then ends the connection at once.
  ~Uplink();
  Uplink(const Uplink&) = delete;
  Uplink& operator=(const Uplink&) = delete;

  void start() { link_.start(); }
  // The source may have something earlier than announced (a new child, a new id).
  void wake() { pump(); }
  // Reconnects with another certificate or password. What is under way is acknowledged first or sent again.
  void renew(mqtt::Target target) { link_.renew(std::move(target)); }
  // Sends what is due now, waits for what is under way until the deadline, and closes. Every publication has
  // its outcome by then. `done` comes from the loop and may destroy this.
  void drain(SteadyTime until, std::function<void()> done);

  // The source's tap, where wants_copies().
  ReportTap& mirrors() { return mirrors_; }
  // The operator has changed something: quarantined topics are tried again soon, answers subscribed again.
  void probe_refused();

  UplinkSnapshot snapshot() const;
  // Why answers are not heard, and the remedy; empty unless it is forbidden to subscribe to all.
  std::string answers_refused() const { return state_.answers.refusal(); }
  // To every report of every thing.
  bool awaits_answers() const { return state_.answers.every() && answers_refused().empty(); }
  // Where the thing's reports are published.
  std::string topic_of(std::string_view thing) const;
  // If its reports are refused.
  std::optional<Quarantine::Entry> quarantined(std::string_view thing) const;

 private:
  struct Drain {
    SteadyTime until;
    std::function<void()> done;
    bool closing = false;
  };
  UplinkCounters counters() const;
  void pump();
  void expire();
  void arm();
  void finish_drain();
  void up(const mqtt::ConnAck& ack);
  void down(BrokerLink::Ended by, std::optional<std::uint8_t> reason);
  void renew_answers(SteadyTime now);
  void subscribed(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes);
  void published(mqtt::Ticket ticket, std::uint8_t reason, std::string_view why);
  bool closing() const { return drain_ && drain_->closing; }

  UplinkState state_;
  const std::function<bool(std::string_view)> ours_;
  Mirrors mirrors_;
  Sender sender_;
  Receiver receiver_;
  std::unique_ptr<Timer> timer_;
  bool pumping_ = false;
  std::optional<Drain> drain_;
  BrokerLink link_;  // last: its callbacks use the others
};

}  // namespace gatewarden
