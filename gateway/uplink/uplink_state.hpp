// The inside of Uplink.
#pragma once

#include "gateway/uplink/answer_subscriptions.hpp"
#include "gateway/uplink/broker_link.hpp"
#include "gateway/uplink/flights.hpp"
#include "gateway/uplink/pacer.hpp"
#include "gateway/uplink/quarantine.hpp"
#include "gateway/uplink/recent_rate.hpp"
#include "gateway/uplink/uplink.hpp"
#include "gateway/uplink/waiting_copies.hpp"
#include "gateway/wire/verdict.hpp"

namespace gatewarden {

class Uplink::State {
 public:
  State(UplinkSettings settings, Parts parts, std::uint64_t seed);
  ~State();

  void start() { link_.start(); }
  void pump();
  void renew(mqtt::Target target) { link_.renew(std::move(target)); }
  void drain(SteadyTime until, std::function<void()> done);
  void closed(const ClosedReport& report);
  void probe_refused();
  std::optional<Quarantine::Entry> quarantined(std::string_view thing) const;
  std::string topic_of(std::string_view thing) const { return own_topic(thing, settings_.formats.front()); }
  UplinkSnapshot snapshot() const;

 private:
  // Sending.
  bool send_next();
  bool send_alone();
  bool pull();
  bool send_copy();
  void transmit(Flight& flight);
  bool too_large(Flight& flight);
  bool outdated(Flight& flight);
  bool refused_meanwhile(Flight& flight);
  bool withheld(Flight& flight);
  std::string own_topic(std::string_view thing, Format format) const;
  void put_record(const Mirror& mirror, std::string_view thing, std::string& bytes) const;
  std::size_t full_window() const;
  std::size_t window() const;
  Pacer::Cost cost(std::size_t bytes, bool answerable) const;
  std::optional<SteadyTime> next_sending() const;
  std::optional<SteadyTime> alone_ready() const;
  void arm();
  bool closing() const { return drain_ && drain_->closing; }
  // What comes back.
  void up(const mqtt::ConnAck& ack);
  void down(BrokerLink::Ended by, std::optional<std::uint8_t> reason);
  void published(mqtt::Ticket ticket, std::uint8_t reason, std::string_view why);
  void withhold_unsent();
  void passed(Flight& flight);
  std::string remedy(const std::string& topic) const;
  void refused(Flight& flight, std::uint8_t reason, std::string why);
  void convict(Flight& flight, Quarantine::Cause cause, const std::string& code, const std::string& why);
  void heard(const mqtt::Message& message);
  void judged(Flight& flight, const Verdict& verdict);
  void unreadable(const mqtt::Message& message);
  // Outcomes.
  void expire(SteadyTime now);
  void settle(Flight& flight, Outcome::Kind kind, std::string code = {}, std::string detail = {});
  void settle_rest();
  void finish_drain();

  SteadyTime now() const { return parts_.clock.now(); }

  UplinkSettings settings_;
  const Parts parts_;
  Pacer pacer_;
  Flights flights_;
  Quarantine quarantine_;
  WaitingCopies copies_;
  AnswerSubscriptions answers_;
  std::unique_ptr<Timer> timer_;
  mqtt::ConnAck ack_;
  UplinkCounters count_;
  RecentRate rate_;
  std::string last_bad_answer_, last_error_;
  Pacer::Cost typical_;  // of the last publication: what the next one will probably need
  // After a session that ended with publishes under way: a few at first, so that one that makes the broker
  // hang up takes few others with it. Grows by one with every acknowledgement.
  std::size_t cautious_window_ = limits::kInFlight;
  std::uint16_t receive_maximum_ =
      limits::kInFlight;             // what the broker proved to take, whatever it announced
  unsigned barren_convictions_ = 0;  // hang-ups since anything was acknowledged
  bool pumping_ = false;
  bool source_empty_ = false;  // it had nothing when last asked
  struct Drain {
    SteadyTime began, until;
    std::function<void()> done;
    bool exhausted = false, closing = false;
  };
  std::optional<Drain> drain_;
  BrokerLink link_;  // last: its callbacks use the others
};

}  // namespace gatewarden
