#include "gateway/uplink/flights.hpp"

#include <algorithm>

namespace gatewarden {

Flight& Flights::add(Publication publication) {
  const mqtt::Ticket ticket = ++last_ticket_;
  by_thing_[publication.thing].push_back(ticket);
  Flight& flight = flights_[ticket];
  flight.ticket = ticket;
  flight.publication = std::move(publication);
  return flight;
}

Flight* Flights::find(mqtt::Ticket ticket) {
  const auto found = flights_.find(ticket);
  return found == flights_.end() ? nullptr : &found->second;
}

Flight* Flights::awaiting(std::string_view thing, std::optional<ReportId> id) {
  const auto tickets = by_thing_.find(thing);
  if (tickets == by_thing_.end()) return nullptr;
  for (const mqtt::Ticket ticket : tickets->second) {
    Flight& flight = flights_.at(ticket);
    if (flight.sends && (!id || *id == flight.publication.id)) return &flight;
  }
  return nullptr;
}

void Flights::sent(Flight& flight, SteadyTime deadline) {
  if (!resend_.empty() && resend_.front() == flight.ticket) resend_.pop_front();
  probing_ = flight.sends > 0;
  ++flight.sends;
  flight.on_wire = true;
  ++on_wire_;
  watch(flight, deadline);
}

void Flights::acknowledged(Flight& flight, SteadyTime deadline) {
  leave_wire(flight);
  if (flight.settled) {
    flights_.erase(flight.ticket);
    return;
  }
  ++waiting_answers_;
  watch(flight, deadline);
}

void Flights::leave_wire(Flight& flight) {
  if (!flight.on_wire) return;
  flight.on_wire = false;
  --on_wire_;
  if (on_wire_ == 0) probing_ = false;
}

void Flights::settle(Flight& flight) {
  if (!flight.settled) {
    flight.settled = true;
    const auto tickets = by_thing_.find(flight.publication.thing);
    std::erase(tickets->second, flight.ticket);
    if (tickets->second.empty()) by_thing_.erase(tickets);
    std::erase(resend_, flight.ticket);
    if (flight.sends && !flight.on_wire && flight.deadline) --waiting_answers_;
  }
  if (!flight.on_wire) flights_.erase(flight.ticket);
}

Flight* Flights::session_ended() {
  const bool alone = on_wire_ == 1;
  Flight* suspect = nullptr;
  resend_.clear();
  for (auto it = flights_.begin(); it != flights_.end();) {
    Flight& flight = it->second;
    if (flight.on_wire && flight.settled) {
      leave_wire(flight);
      it = flights_.erase(it);
      continue;
    }
    if (flight.on_wire) {
      if (alone) suspect = &flight;
      leave_wire(flight);
      flight.deadline.reset();
    }
    if (!flight.deadline) resend_.push_back(flight.ticket);
    ++it;
  }
  return suspect;
}

Flight* Flights::next_resend() { return resend_.empty() ? nullptr : find(resend_.front()); }

void Flights::watch(Flight& flight, SteadyTime deadline) {
  flight.deadline = deadline;
  deadlines_.push_back({deadline, flight.ticket});
}

bool Flights::current(const Deadline& deadline) {
  const Flight* flight = find(deadline.ticket);
  return flight && flight->deadline == deadline.at;
}

std::optional<SteadyTime> Flights::next_deadline() {
  while (!deadlines_.empty() && !current(deadlines_.front())) deadlines_.pop_front();
  return deadlines_.empty() ? std::nullopt : std::optional(deadlines_.front().at);
}

Flight* Flights::overdue(SteadyTime now) {
  const auto first = next_deadline();
  return first && *first <= now ? find(deadlines_.front().ticket) : nullptr;
}

std::vector<mqtt::Ticket> Flights::unsettled() const {
  std::vector<mqtt::Ticket> tickets;
  for (const auto& [ticket, flight] : flights_) {
    if (!flight.settled) tickets.push_back(ticket);
  }
  return tickets;
}

}  // namespace gatewarden
