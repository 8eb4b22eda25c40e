// The line: opened when there is something to ask, given up when it is silent, tried again with back-off. And
// how the link shows itself.
#include <algorithm>
#include <utility>

#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/poll/modbus_link.hpp"
#include "gateway/base/duration_text.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::modbus {
namespace {

// Between attempts to open the line. Half a minute at most: a site that comes back is read again soon.
constexpr Backoff::Bounds kReconnect{std::chrono::seconds(1), std::chrono::seconds(30),
                                     std::chrono::milliseconds(100)};

}  // namespace

void ModbusLink::open_line(SteadyTime now) {
  line_ = Line::opening;
  line_deadline_ = now + settings_.connect_timeout;
  framing_->reset();
  pace_.reset();
  heard_something();
  given_up_on_.reset();
  nonsense_ = 0;
  stream_->open(*this);
}

void ModbusLink::opened() {
  const SteadyTime now = parts_.clock.now();
  line_ = Line::open;
  ++counters_.connects;
  if (!why_.empty()) revive_doubtful(now);
  heard_ = false;
  not_before_ = now + std::max(settings_.pause_after_connect, settings_.is_rtu() ? kStaleBytes : Duration());
  pump(now);
  sleep(now);
}

void ModbusLink::close_line() {
  stream_->close();
  line_ = Line::closed;
}

void ModbusLink::closed(const Trouble& trouble) {
  const SteadyTime now = parts_.clock.now();
  if (line_ == Line::opening) {
    ++counters_.failures;
    wait_for_line(trouble.why, now);
  } else {
    line_lost(trouble.why, false, now);
  }
  pump(now);
  sleep(now);
}

// Requests under way die with the line; one that was only unlucky, because the other side closes after some
// answers, is asked first over the next connection, once a cycle. A line that brought answers and was closed
// in peace is opened again on the next tick with something to ask, any other after a pause.
void ModbusLink::line_lost(const std::string& why, bool at_fault, SteadyTime now) {
  stream_->close();
  const bool in_peace = !at_fault && heard_;
  const bool work_lost = !transactions_.empty();
  if (!in_peace || work_lost) ++counters_.losses;
  while (!transactions_.empty()) {  // the youngest first, so that the front of the queue keeps their order
    const Transaction asked = release(transactions_.size() - 1, true, now);
    ++asked.device->counters.lost;
    if (heard_ && !at_fault && !asked.probe && !std::exchange(asked.device->spared, true)) {
      ready_.push_front(*asked.device);
    } else {
      fail(*asked.device, now, why);
    }
  }
  if (!in_peace) return wait_for_line(why, now);
  if (work_lost) why_ = why;
  line_ = Line::waiting;  // for the next tick, so that a peer that always does this sets no pace
  line_deadline_ = now;
}

// A device that calls us is waited for, however long it takes; its absence is said all the same.
void ModbusLink::opening_takes_long(SteadyTime now) {
  const std::string within = " within " + to_text(settings_.connect_timeout);
  if (settings_.dial_in) {
    line_deadline_ = SteadyTime::max();
    return mourn("no device has dialled in" + within);
  }
  const std::string why = stream_->missing() + within;
  stream_->close();
  wait_for_line(why, now);
}

void ModbusLink::wait_for_line(const std::string& why, SteadyTime now) {
  if (!backoff_) backoff_ = std::make_unique<Backoff>(kReconnect, parts_.random());
  line_ = Line::waiting;
  line_deadline_ = now + backoff_->next();
  begin_anew(now);
  mourn(why);
}

void ModbusLink::mourn(const std::string& why) {
  why_ = why;
  if (said_ == Said::lost) return;  // once per outage
  said_ = Said::lost;
  log::warning("modbus", "link_lost", {{"link", name_}, {"endpoint", endpoint()}, {"why", why}});
}

// What was silent because the line was down need not sit out its pause.
void ModbusLink::revive_doubtful(SteadyTime now) {
  for (Due& entry : due_) {
    if (entry.device->health.doubtful()) {
      entry.at = std::min(entry.at, entry.device->grid.after(now));
      entry.device->due = entry.at;
    }
  }
  std::make_heap(due_.begin(), due_.end());
}

// What was read before an outage says nothing together with what is read after it.
void ModbusLink::begin_anew(SteadyTime now) {
  for (const auto& [id, each] : devices_) {
    Device& device = *each;
    if ((!device.begun && !device.inspecting) || device.restart(now)) continue;
    const auto is_it = [&](const Device& other) { return &other == &device; };
    if (ready_.take(is_it) || probes_.take(is_it)) finish(device, now);
  }
}

void ModbusLink::heard_something() {
  silence_ = 0;
  silent_.reset();
}

// That a unit is silent which never answered, or not any more, says nothing of the line while others live.
void ModbusLink::count_silence(const Transaction& asked) {
  const auto lives = [](const Device& device) { return device.health.seen() && !device.health.doubtful(); };
  const auto living = [&](const auto& entry) { return lives(*entry.second); };
  if (!lives(*asked.device) && std::any_of(devices_.begin(), devices_.end(), living)) return;
  ++silence_;
  silent_.set(asked.device->unit);
}

// Rather the connection than one unit: time-outs without a single frame between them, and not of one unit
// alone where there are others.
bool ModbusLink::line_seems_dead() const {
  return silence_ >= silence_limit() && silent_.count() >= std::min(2u, units_);
}

// So many time-outs in a row. A serial line has no connection that could be dead:
// there, as many as it has units.
unsigned ModbusLink::silence_limit() const {
  const auto units = static_cast<unsigned>(devices_.size());
  if (settings_.is_rtu()) return std::max(settings_.misses, units);
  return std::max(settings_.misses, std::min(units, 2 * settings_.outstanding));
}

LinkSnapshot ModbusLink::snapshot() const {
  LinkSnapshot shown;
  shown.name = name_;
  shown.protocol = "modbus";
  shown.endpoint = endpoint();
  shown.why = why_;
  switch (line_) {
    case Line::stopped:
      shown.state = LinkState::stopped;
      break;
    case Line::closed:
      shown.state = LinkState::idle;
      break;
    case Line::opening:
      shown.state = settings_.dial_in ? LinkState::listening : LinkState::connecting;
      break;
    case Line::open:
      shown.state = LinkState::connected;
      break;
    case Line::waiting:
      shown.state = LinkState::waiting;
      shown.retry_in = line_deadline_ - parts_.clock.now();
      break;
  }
  shown.devices = devices_.size();
  shown.samples = counters_.gone_samples;
  shown.errors = counters_.gone_errors + counters_.losses + counters_.failures + counters_.foreign;
  for (const auto& [id, device] : devices_) {
    shown.samples += device->counters.samples;
    shown.errors += device->counters.errors();
    for (const auto& [counter, count] : device->counters.by_name()) {
      if (counter == "round_trip_us") continue;
      std::uint64_t& sum = shown.counters[counter];
      sum = counter.ends_with("_max_us") ? std::max(sum, count) : sum + count;
    }
  }
  shown.unknown = counters_.foreign;
  if (counters_.foreign > 0) shown.last_unknown = "an answer nobody asked for";
  const auto delay =
      std::chrono::duration_cast<std::chrono::microseconds>(counters_.start_delay.quantile(0.99));
  shown.counters["start_delay_p99_us"] = static_cast<std::uint64_t>(delay.count());
  shown.counters["connects"] = counters_.connects;
  shown.counters["losses"] = counters_.losses;
  shown.counters["failures"] = counters_.failures;
  shown.counters["sent_bytes"] = counters_.sent_bytes;
  shown.counters["received_bytes"] = counters_.received_bytes;
  if (stream_->refused() > 0) shown.counters["refused"] = stream_->refused();
  return shown;
}

DeviceSnapshot ModbusLink::device(DeviceId id) const {
  DeviceSnapshot shown;
  const auto found = devices_.find(index_of(id));
  if (found == devices_.end()) return shown;
  const Device& device = *found->second;
  shown.state = device.health.state();
  shown.origin = name_ + " unit " + std::to_string(device.unit);
  if (!device.why.empty()) shown.why = shown.origin + " at " + endpoint() + ": " + device.why;
  if (said_ == Said::lost) {
    if (shown.state != DeviceState::never_seen) shown.state = DeviceState::offline;
    shown.why += (shown.why.empty() ? "" : "; ") + ("link " + name_ + " to " + endpoint() + ": " + why_);
  }
  if (device.inspection) {
    shown.identity = device.inspection->identity().text();
    if (shown.why.empty() && !device.inspection->trouble().empty()) {
      shown.why = shown.origin + ": " + device.inspection->trouble();
    }
  }
  shown.last_heard = device.heard;
  shown.samples = device.counters.samples;
  shown.errors = device.counters.errors();
  shown.counters = device.counters.by_name();
  return shown;
}

}  // namespace gatewarden::modbus
