// The one connection to the service. Pulls each due publication when there is a connection, a free place in
// the window and a token in the buckets; publishes it on its thing's reserved topic; matches the service's
// answer to it; and tells exactly one Outcome for every publication it pulled.
//
// What the broker had not acknowledged when the connection ended is sent again over the next one: same bytes,
// same report id, one at a time, before anything new is pulled, as long as it is current. A Throttled verdict
// on such a second copy means that the first one arrived: it counts as accepted.
//
// A topic the broker refuses is quarantined alone (quarantine.hpp). Where the broker hangs up instead,
// everything under way is suspect and goes again one at a time: what it hangs up on twice, alone and at once,
// is guilty. An innocent suspect costs a round trip, a guilty one two connections (suspects.hpp).
//
// Mirrors get copies of every report over the same connection, when no report is due; the copies wait in a
// bounded buffer of their own.
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
    // Whether a thing is one of ours. Without it, all answers that no report waits for count as foreign.
    std::function<bool(std::string_view thing)> ours = nullptr;
  };
  Uplink(UplinkSettings settings, Parts parts, std::uint64_t seed);
  // Settles what is still open, then ends the connection without ceremony.
  ~Uplink();
  Uplink(const Uplink&) = delete;
  Uplink& operator=(const Uplink&) = delete;

  void start() { link_.start(); }
  // The source may have something earlier than it said (a child was added, an id is there).
  void wake() { pump(); }
  // Connects anew with another certificate or password. What is under way is
  // acknowledged first, or sent again.
  void renew(mqtt::Target target) { link_.renew(std::move(target)); }
  // Sends what is due now, waits for what is under way, at the latest until the deadline, and closes. `done`
  // comes from the loop and may destroy this; every publication has had its outcome by then.
  void drain(SteadyTime until, std::function<void()> done);

  // To be given to the source as a tap where wants_copies().
  ReportTap& mirrors() { return mirrors_; }
  // The operator has changed something: topics in quarantine are tried again soon, not after their pause.
  void probe_refused();

  UplinkSnapshot snapshot() const;
  // Where the thing's reports are published.
  std::string topic_of(std::string_view thing) const;
  // The thing's quarantine, if its reports are refused.
  std::optional<Quarantine::Entry> quarantined(std::string_view thing) const;

 private:
  struct Drain {
    SteadyTime until;
    std::function<void()> done;
    bool closing = false;
  };
  void pump();
  void expire();
  void arm();
  void finish_drain();
  void up(const mqtt::ConnAck& ack);
  void down(BrokerLink::Ended by, std::optional<std::uint8_t> reason);
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
