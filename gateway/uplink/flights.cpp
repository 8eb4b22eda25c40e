#include "gateway/uplink/flights.hpp"

#include <algorithm>

namespace gatewarden {

Flight& Flights::add(Publication publication, std::string topic, bool copy) {
  const mqtt::Ticket ticket = ++last_ticket_;
  if (!copy) by_thing_[publication.thing].push_back(ticket);
  ++unsettled_;
  Flight& flight = flights_[ticket];
  flight.ticket = ticket;
  flight.publication = std::move(publication);
  flight.topic = std::move(topic);
  flight.copy = copy;
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

void Flights::sent(Flight& flight, SteadyTime now, SteadyTime deadline) {
  alone_on_wire_ = !alone_.empty() && alone_.front() == flight.ticket;
  if (alone_on_wire_) alone_.pop_front();
  if (++flight.sends == 1) flight.first_sent = now;
  flight.sent = now;
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
  std::string().swap(flight.publication.bytes);
  watch(flight, deadline);
}

void Flights::again(Flight& flight) {
  leave_wire(flight);
  flight.deadline.reset();
  alone_.push_back(flight.ticket);
}

void Flights::leave_wire(Flight& flight) {
  if (!flight.on_wire) return;
  flight.on_wire = false;
  --on_wire_;
  if (on_wire_ == 0) alone_on_wire_ = false;
}

void Flights::settle(Flight& flight) {
  if (!flight.settled) {
    flight.settled = true;
    --unsettled_;
    if (!flight.copy) {
      const auto tickets = by_thing_.find(flight.publication.thing);
      std::erase(tickets->second, flight.ticket);
      if (tickets->second.empty()) by_thing_.erase(tickets);
    }
    std::erase(alone_, flight.ticket);
    if (flight.sends && !flight.on_wire && flight.deadline) --waiting_answers_;
  }
  if (!flight.on_wire) flights_.erase(flight.ticket);
}

Flight* Flights::session_ended() {
  const bool alone = on_wire_ == 1;
  Flight* suspect = nullptr;
  alone_.clear();
  for (auto it = flights_.begin(); it != flights_.end();) {
    Flight& flight = it->second;
    if (flight.on_wire && flight.settled) {
      leave_wire(flight);
      it = flights_.erase(it);
      continue;
    }
    if (flight.on_wire) {
      if (alone) suspect = &flight;
      flight.maybe_arrived = true;
      leave_wire(flight);
      flight.deadline.reset();
    }
    if (!flight.deadline) alone_.push_back(flight.ticket);
    ++it;
  }
  return suspect;
}

Flight* Flights::next_alone() { return alone_.empty() ? nullptr : find(alone_.front()); }

const Flight* Flights::next_alone() const { return alone_.empty() ? nullptr : &flights_.at(alone_.front()); }

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

std::vector<mqtt::Ticket> Flights::unsent() const {
  std::vector<mqtt::Ticket> tickets;
  for (const mqtt::Ticket ticket : alone_) {
    if (flights_.at(ticket).sends == 0) tickets.push_back(ticket);
  }
  return tickets;
}

std::vector<mqtt::Ticket> Flights::unsettled() const {
  std::vector<mqtt::Ticket> tickets;
  for (const auto& [ticket, flight] : flights_) {
    if (!flight.settled) tickets.push_back(ticket);
  }
  return tickets;
}

}  // namespace gatewarden
