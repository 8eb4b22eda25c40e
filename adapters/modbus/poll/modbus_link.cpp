// Turns: who is asked what, and when.
#include "adapters/modbus/poll/modbus_link.hpp"

#include <algorithm>
#include <utility>

#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"
#include "adapters/modbus/transport/framing_for.hpp"
#include "adapters/modbus/wire/rtu.hpp"

namespace gatewarden::modbus {
namespace {

// A first reading does not wait for a long period's phase: it comes within this.
constexpr Duration kFirstReadWithin = std::chrono::seconds(1);

bool same_settings(const Model& a, const Model& b) {
  const auto* left = std::any_cast<ProfileSettings>(&a.settings);
  const auto* right = std::any_cast<ProfileSettings>(&b.settings);
  return left && right ? *left == *right : !left && !right;
}

bool same_work(const Assignment& a, const Assignment& b) {
  const auto same_from = [](const std::any& x, const std::any& y) {
    const auto* left = std::any_cast<ValueSource>(&x);
    const auto* right = std::any_cast<ValueSource>(&y);
    return left && right ? *left == *right : !left && !right;
  };
  return a.first == b.first && a.thing == b.thing &&
         std::any_cast<const UnitAddress&>(a.address) == std::any_cast<const UnitAddress&>(b.address) &&
         (a.model == b.model || (a.model->every == b.model->every && same_settings(*a.model, *b.model) &&
                                 std::equal(a.model->from.begin(), a.model->from.end(), b.model->from.begin(),
                                            b.model->from.end(), same_from)));
}

}  // namespace

ModbusLink::ModbusLink(std::string name, LinkSettings settings, SampleSink& sink, MasterParts& parts,
                       std::unique_ptr<Stream> stream)
    : name_(std::move(name)),
      settings_(std::move(settings)),
      sink_(sink),
      parts_(parts),
      stream_(std::move(stream)),
      phase_(settings_.spread ? parts.next_phase() : 0),
      budget_(settings_.outstanding),
      pace_(settings_.pauses()),
      framing_(framing_for(settings_)) {
  transactions_.reserve(settings_.outstanding);
}

ModbusLink::~ModbusLink() { stop(); }

void ModbusLink::start() {
  if (line_ != Line::stopped) return;
  line_ = Line::closed;
  parts_.ticks.wake(*this, parts_.clock.now());
}

void ModbusLink::stop() {
  const SteadyTime now = parts_.clock.now();
  stream_->close();
  parts_.ticks.forget(*this);
  rest_.reset();
  rest_until_ = SteadyTime::min();
  line_ = Line::stopped;
  while (!transactions_.empty()) finish(*release(0, true, now).device, now);
  begin_anew(now);
}

void ModbusLink::assign(std::vector<Assignment> wanted) {
  const SteadyTime now = parts_.clock.now();
  std::unordered_map<std::uint32_t, std::unique_ptr<Device>> kept;
  for (std::size_t place = 0; place < wanted.size(); ++place) {
    const auto id = index_of(wanted[place].device);
    const auto old = devices_.find(id);
    if (old != devices_.end() && same_work(old->second->assignment, wanted[place])) {
      kept[id] = std::move(old->second);
      devices_.erase(old);
    } else {
      kept[id] = admit(std::move(wanted[place]), place, wanted.size(), now);
    }
    kept[id]->place = static_cast<std::uint32_t>(place);
  }
  for (const auto& [id, gone] : devices_) drop(*gone);
  devices_ = std::move(kept);
  std::make_heap(due_.begin(), due_.end());  // places may have changed
  std::bitset<256> units;
  for (const auto& [id, device] : devices_) units.set(device->unit);
  units_ = static_cast<unsigned>(units.count());
  // Who left may have kept a place from those that wait, or the line open.
  if (line_ != Line::stopped) parts_.ticks.wake(*this, now);
}

// A new device and the time of its first reading. Units of one link are read side by side: as many a tick as
// may be under way, sooner where the period is too short for that.
std::unique_ptr<Device> ModbusLink::admit(Assignment assignment, std::size_t place, std::size_t of,
                                          SteadyTime now) {
  auto plan = parts_.plans.plan(assignment.model, settings_.limits());
  const Duration side_by_side = TickTimer::kTick * static_cast<Duration::rep>(place / settings_.outstanding);
  const Duration period = plan->periods.empty() ? kDefaultEvery : plan->periods.front();
  const auto evenly =
      std::chrono::duration_cast<Duration>(period * (static_cast<double>(place) / static_cast<double>(of)));
  const auto shift = [&](Duration span) {
    if (!settings_.spread) return Duration::zero();
    return (std::chrono::duration_cast<Duration>(span * phase_) + std::min(side_by_side, evenly)) % span;
  };
  const auto& address = std::any_cast<const UnitAddress&>(assignment.address);
  const std::uint8_t unit = address.unit;
  const Duration timeout = address.timeout.value_or(settings_.timeout);
  auto device = std::make_unique<Device>(std::move(assignment), unit, timeout, std::move(plan),
                                         PollGrid(now + shift(period), period), settings_.misses);
  device->inspection = inspection_of(device->assignment, unit, *device->plan);
  if (!device->reads().empty() || device->inspection)
    enqueue(*device, now + shift(std::min(period, kFirstReadWithin)));
  return device;
}

// A device that is not assigned any more: leaves every queue; its answer, if one is under way, is a late one.
// RTU could take it for its successor's, so there the line waits for it.
void ModbusLink::drop(Device& device) {
  std::erase_if(due_, [&](const Due& entry) { return entry.device == &device; });
  std::make_heap(due_.begin(), due_.end());
  const auto is_it = [&](const Device& other) { return &other == &device; };
  ready_.take(is_it);
  probes_.take(is_it);
  for (std::size_t i = 0; i < transactions_.size(); ++i) {
    if (transactions_[i].device == &device) {
      if (settings_.is_rtu()) {
        not_before_ = transactions_[i].deadline;
        quiet(device.unit, not_before_ + device.timeout);
      }
      release(i, false, parts_.clock.now());
      break;
    }
  }
  counters_.gone_samples += device.counters.samples;
  counters_.gone_errors += device.counters.errors();
}

void ModbusLink::enqueue(Device& device, SteadyTime at) {
  device.due = at;
  due_.push_back(Due{at, &device});
  std::push_heap(due_.begin(), due_.end());
}

void ModbusLink::woken(SteadyTime now) {
  if (line_ == Line::stopped) return;
  expire(now);
  if (line_ == Line::opening && now >= line_deadline_) {
    opening_takes_long(now);
  } else if (line_ == Line::waiting && now >= line_deadline_) {
    line_ = Line::closed;
  }
  gather(now);
  pump(now);
  sleep(now);
}

void ModbusLink::gather(SteadyTime now) {
  while (!due_.empty() && due_.front().at <= now) {
    Device& device = *due_.front().device;
    std::pop_heap(due_.begin(), due_.end());
    due_.pop_back();
    if (!device.begun && !device.begin(now)) {
      inspect_or_finish(device, now);
      continue;
    }
    (device.health.doubtful() ? probes_ : ready_).push(device);
  }
}

bool ModbusLink::work_waiting(SteadyTime now) const {
  return !ready_.empty() || (!probes_.empty() && budget_.allows(now));
}

// Sends as many requests as may be under way, in one piece.
void ModbusLink::pump(SteadyTime now) {
  if (line_ == Line::closed && work_waiting(now)) return open_line(now);
  if (line_ != Line::open) return;
  std::array<std::uint8_t, kMostOutstanding * kMostRequestBytes> bytes;
  std::size_t used = 0;
  while (transactions_.size() < settings_.outstanding && now >= not_before_) {
    Device* device = take_next(now);
    if (device && quiet_until(device->unit) > now) {
      postpone(*device);
      continue;
    }
    if (!device || !may_ask(*device, now)) break;
    used += ask(*device, std::span(bytes).subspan(used), now);
  }
  if (used > 0) {
    counters_.sent_bytes += used;
    stream_->send(std::span(bytes).first(used));
  } else if (settings_.close_after_poll && transactions_.empty() && !work_waiting(now)) {
    close_line();
  }
}

// One that is under way is passed over: a patient unit may wait while the others use all of them up.
void ModbusLink::next_id() {
  const auto is_used = [this](const Transaction& asked) { return asked.id == last_id_; };
  do ++last_id_;
  while (std::any_of(transactions_.begin(), transactions_.end(), is_used));
}

std::size_t ModbusLink::ask(Device& device, std::span<std::uint8_t> out, SteadyTime now) {
  const bool probe = device.health.doubtful();
  if (probe) budget_.sent();
  next_id();
  const Request request = device.asking();
  const std::size_t bytes = framing_->ask(Question{last_id_, device.unit, request}, out);
  SteadyTime deadline = now + device.timeout;
  if (settings_.is_rtu()) {
    const SteadyTime sent = now + settings_.line.time_of(bytes);
    deadline += settings_.line.time_of(bytes + rtu_answer_bytes(request));
    pace_.asked(device.unit, sent);
  } else {
    // A gateway may still be waiting for the unit given up on: whoever comes next must not pay for that.
    if (given_up_on_ && *given_up_on_ != device.unit) deadline += device.timeout;
    pace_.asked(device.unit, now);
  }
  transactions_.push_back(Transaction{last_id_, &device, now, deadline, probe});
  busy_.set(device.unit);
  ++device.counters.requests;
  device.counters.bytes_out += bytes;
  if (!std::exchange(device.begun, true) && !probe) count_start_delay(device, now);
  return bytes;
}

void ModbusLink::count_start_delay(Device& device, SteadyTime now) {
  const Duration delay = now - device.due;
  device.counters.longest_start_delay = std::max(device.counters.longest_start_delay, delay);
  counters_.start_delay.add(delay);
}

// Asks for the next moment at which something is to be done.
void ModbusLink::sleep(SteadyTime now) {
  if (line_ == Line::stopped) return;
  SteadyTime next = due_.empty() ? SteadyTime::max() : due_.front().at;
  for (const Transaction& asked : transactions_) next = std::min(next, asked.deadline);
  // What could be sent now has been sent, so only a later moment matters; else an
  // answer or a deadline comes first.
  if (line_ == Line::opening || line_ == Line::waiting) {
    next = std::min(next, line_deadline_);
  } else {
    if (!probes_.empty() && budget_.next() > now) next = std::min(next, budget_.next());
    if (not_before_ > now && work_waiting(now) && transactions_.size() < settings_.outstanding) rest();
  }
  parts_.ticks.wake(*this, next);
}

}  // namespace gatewarden::modbus
