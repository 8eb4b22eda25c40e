// The publishes under way: reports until the broker acknowledged and the service answered, in either
// order; copies until they are acknowledged. Bounded by the window and by what the pacer lets out
// within the answer deadline.
//
// What was under way when a session ended is sent again one by one, alone on the wire: a broker that hangs up
// thereby shows which publish it forbids. Probes of quarantined topics are sent alone too.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/batch/publication.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden {

struct Flight {
  mqtt::Ticket ticket{};
  Publication publication;  // `bytes` are what is sent; freed when acknowledged
  std::string topic;
  bool copy = false;  // of a report, for a mirror: has neither outcome nor answer
  unsigned sends = 0;
  unsigned losses_alone = 0;   // the peer ended the connection soon after this was sent alone
  bool on_wire = false;        // sent in this session, not acknowledged
  bool settled = false;        // outcome told; still holds its place in the window
  bool answerable = true;      // its answers are subscribed
  bool maybe_arrived = false;  // a session ended while it was under way
  std::string refusal;         // why it was not taken the last time, if it may be later
  SteadyTime first_sent{}, sent{};
  std::optional<SteadyTime> deadline;  // of the PUBACK, then of the answer
};

class Flights {
 public:
  Flight& add(Publication publication, std::string topic, bool copy);
  // Sends it when nothing else is under way.
  void set_apart(Flight& flight) { alone_.push_back(flight.ticket); }
  Flight* find(mqtt::Ticket ticket);
  // The thing's flight for an answer: the one with the id; without an id, the oldest one sent.
  Flight* awaiting(std::string_view thing, std::optional<ReportId> id);
  bool knows(std::string_view thing) const { return by_thing_.contains(thing); }

  void sent(Flight& flight, SteadyTime now, SteadyTime deadline);
  // The broker did not take it: sent again, alone.
  void again(Flight& flight);
  // Frees the place in the window; the answer may come until `deadline`.
  void acknowledged(Flight& flight, SteadyTime deadline);
  // Erased, unless it still holds its place in the window.
  void settle(Flight& flight);
  // Unacknowledged flights will be sent again, oldest first. Returns the one that
  // was alone under way, if any.
  Flight* session_ended();

  // The oldest of those sent alone.
  Flight* next_alone();
  const Flight* next_alone() const;
  bool going_alone() const { return !alone_.empty() || alone_on_wire_; }
  // The oldest whose deadline has passed.
  Flight* overdue(SteadyTime now);
  std::optional<SteadyTime> next_deadline();

  std::size_t on_wire() const { return on_wire_; }
  std::size_t waiting_answers() const { return waiting_answers_; }
  bool all_settled() const { return unsettled_ == 0; }
  std::vector<mqtt::Ticket> unsettled() const;
  std::vector<mqtt::Ticket> unsent() const;  // set apart, never sent

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  struct Deadline {
    SteadyTime at;
    mqtt::Ticket ticket;
  };
  void leave_wire(Flight& flight);
  void watch(Flight& flight, SteadyTime deadline);
  bool current(const Deadline& deadline);

  std::map<mqtt::Ticket, Flight> flights_;  // by age
  // Not settled.
  std::unordered_map<std::string, std::vector<mqtt::Ticket>, Hash, std::equal_to<>> by_thing_;
  std::deque<mqtt::Ticket> alone_;
  std::deque<Deadline> deadlines_;  // in order, as each is equally far ahead; outdated ones are skipped
  std::size_t on_wire_ = 0, waiting_answers_ = 0, unsettled_ = 0;
  bool alone_on_wire_ = false;
  mqtt::Ticket last_ticket_ = 0;
};

}  // namespace gatewarden
