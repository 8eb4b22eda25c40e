// The inside of Uplink.
#pragma once

#include "gateway/uplink/answer_subscriptions.hpp"
#include "gateway/uplink/broker_link.hpp"
#include "gateway/uplink/flights.hpp"
#include "gateway/uplink/pacer.hpp"
#include "gateway/uplink/recent_rate.hpp"
#include "gateway/uplink/uplink.hpp"
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
  UplinkSnapshot snapshot() const;

 private:
  // Sending.
  bool send_next();
  bool pull();
  bool resend();
  void transmit(Flight& flight);
  bool too_large(Flight& flight);
  std::size_t window() const;
  Pacer::Cost cost(std::size_t bytes, bool answerable) const;
  std::optional<SteadyTime> next_sending() const;
  void arm();
  bool closing() const { return drain_ && drain_->closing; }
  // What comes back.
  void up(const mqtt::ConnAck& ack);
  void down();
  void published(mqtt::Ticket ticket, std::uint8_t reason, std::string_view why);
  void heard(const mqtt::Message& message);
  void judged(Flight& flight, const Verdict& verdict);
  void unreadable(const mqtt::Message& message);
  // Outcomes.
  void expire(SteadyTime now);
  void settle(Flight& flight, Outcome::Kind kind, std::string code = {}, std::string detail = {});
  void count(Outcome::Kind kind);
  void settle_rest();
  void finish_drain();

  SteadyTime now() const { return parts_.clock.now(); }

  const UplinkSettings settings_;
  const Parts parts_;
  Pacer pacer_;
  Flights flights_;
  AnswerSubscriptions answers_;
  std::unique_ptr<Timer> timer_;
  mqtt::ConnAck ack_;
  UplinkCounters count_;
  RecentRate rate_;
  std::string last_bad_answer_, last_error_;
  Pacer::Cost typical_;  // of the last publication: what the next one will probably need
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
