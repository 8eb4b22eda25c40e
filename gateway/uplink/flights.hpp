// The publishes on their way: reports, from the pull until the broker has acknowledged them and the service
// has answered, in either order; and copies of reports, until they are acknowledged. Bounded by the window
// and by what the pacer lets out within the answer deadline.
//
// What was under way when a session ended goes again, one after the other, alone on the wire: where a broker
// hangs up on something forbidden, the one that was alone is found out, and the others are innocent. Probes
// of a quarantined topic go the same way.
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
  Publication publication;  // `bytes` are what is sent; given up when they are acknowledged
  std::string topic;
  bool copy = false;  // nobody waits for its outcome, and nobody answers it
  unsigned sends = 0;
  unsigned losses_alone = 0;   // the peer ended the connection soon after this was sent, alone
  bool on_wire = false;        // sent in this session, not acknowledged
  bool settled = false;        // its outcome is told; it only still holds its place in the window
  bool answerable = true;      // somebody subscribed to its answers
  bool maybe_arrived = false;  // a session ended while it was under way
  SteadyTime first_sent{}, sent{};
  std::optional<SteadyTime> deadline;  // of the PUBACK, then of the answer
};

class Flights {
 public:
  Flight& add(Publication publication, std::string topic, bool copy);
  // Not now: alone, when nothing else is under way.
  void set_apart(Flight& flight) { alone_.push_back(flight.ticket); }
  Flight* find(mqtt::Ticket ticket);
  // The thing's flight that an answer is for: the one with the id, or the oldest one sent where it has none.
  Flight* awaiting(std::string_view thing, std::optional<ReportId> id);
  bool knows(std::string_view thing) const { return by_thing_.contains(thing); }

  void sent(Flight& flight, SteadyTime now, SteadyTime deadline);
  // The broker did not take it this time: it goes again, alone.
  void again(Flight& flight);
  // The place in the window is free again; the answer may take until `deadline`.
  void acknowledged(Flight& flight, SteadyTime deadline);
  // Nothing waits for it any more. Erased, unless it still holds its place in the window.
  void settle(Flight& flight);
  // The session is gone: what was not acknowledged waits to be sent again, oldest first. Returns the one that
  // was under way alone, if it was.
  Flight* session_ended();

  // The oldest one that goes alone.
  Flight* next_alone();
  const Flight* next_alone() const;
  bool going_alone() const { return !alone_.empty() || alone_on_wire_; }
  // A flight whose deadline has passed, oldest first.
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
  // Reports that are not settled.
  std::unordered_map<std::string, std::vector<mqtt::Ticket>, Hash, std::equal_to<>> by_thing_;
  std::deque<mqtt::Ticket> alone_;
  std::deque<Deadline> deadlines_;  // every one equally far ahead, so in order; old ones are skipped
  std::size_t on_wire_ = 0, waiting_answers_ = 0, unsettled_ = 0;
  bool alone_on_wire_ = false;
  mqtt::Ticket last_ticket_ = 0;
};

}  // namespace gatewarden
