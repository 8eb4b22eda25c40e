// The publications on their way: from the moment they are pulled until the broker has acknowledged them and
// the service has answered, in whichever order that happens. Bounded by the window and by what the pacer lets
// out within the answer deadline.
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
  Publication publication;
  unsigned sends = 0;
  unsigned lonely_losses = 0;          // the connection ended while nothing else was under way
  bool on_wire = false;                // sent in this session, not acknowledged
  bool settled = false;                // its outcome is told; it only still holds its place in the window
  bool answerable = true;              // somebody subscribed to its answers
  std::optional<SteadyTime> deadline;  // of the PUBACK, then of the answer
};

class Flights {
 public:
  Flight& add(Publication publication);
  Flight* find(mqtt::Ticket ticket);
  // The thing's flight this answer is for: the one with the id, or the oldest one sent when the answer has
  // none.
  Flight* awaiting(std::string_view thing, std::optional<ReportId> id);
  bool knows(std::string_view thing) const { return by_thing_.contains(thing); }

  void sent(Flight& flight, SteadyTime deadline);
  // The place in the window is free again; the answer may take until `deadline`.
  void acknowledged(Flight& flight, SteadyTime deadline);
  // Nothing waits for it any more. Erased, unless it still holds its place in the window.
  void settle(Flight& flight);
  // The session is gone: whatever was not acknowledged waits to be sent again, oldest first. Returns the one
  // that was alone under way, if it was alone.
  Flight* session_ended();

  // The oldest one that must be sent again.
  Flight* next_resend();
  // Resends go one at a time, so that a publication that makes the broker hang up is found out.
  bool resending() const { return !resend_.empty() || probing_; }
  // A flight whose deadline has passed, oldest first.
  Flight* overdue(SteadyTime now);
  std::optional<SteadyTime> next_deadline();

  std::size_t on_wire() const { return on_wire_; }
  std::size_t waiting_answers() const { return waiting_answers_; }
  bool all_settled() const { return by_thing_.empty(); }
  std::vector<mqtt::Ticket> unsettled() const;

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

  std::map<mqtt::Ticket, Flight> flights_;                                                      // by age
  std::unordered_map<std::string, std::vector<mqtt::Ticket>, Hash, std::equal_to<>> by_thing_;  // not settled
  std::deque<mqtt::Ticket> resend_;
  std::deque<Deadline> deadlines_;  // every one equally far ahead, so in order; old ones are skipped
  std::size_t on_wire_ = 0, waiting_answers_ = 0;
  bool probing_ = false;  // a resent one is on the wire
  mqtt::Ticket last_ticket_ = 0;
};

}  // namespace gatewarden
