#include "adapters/modbus/poll/modbus_link.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/modbus/poll/master_parts.hpp"

namespace gatewarden::modbus {

ModbusLink::ModbusLink(std::string name, LinkSettings settings, SampleSink& sink, MasterParts& parts,
                       std::unique_ptr<Stream> stream)
    : name_(std::move(name)),
      settings_(std::move(settings)),
      sink_(sink),
      parts_(parts),
      maker_(name_, settings_, parts),
      turns_(settings_.outstanding),
      line_(name_, settings_, std::move(stream)),
      cycles_({name_, settings_, sink, parts, turns_, held_, budget_, counters_}),
      exchange_({settings_, parts.clock, line_, devices_, turns_, held_, cycles_, counters_},
                [this] { woken(parts_.clock.now()); }) {}

ModbusLink::~ModbusLink() { stop(); }

void ModbusLink::start() {
  if (!line_.is(Phase::stopped)) return;
  line_.close();
  parts_.ticks.wake(*this, parts_.clock.now());
}

void ModbusLink::stop() {
  const SteadyTime now = parts_.clock.now();
  line_.stop();
  parts_.ticks.forget(*this);
  exchange_.stop();
  exchange_.end_all(now, [&](const PendingRequest& asked) { cycles_.finish(*asked.device, now); });
  begin_anew(now);
}

void ModbusLink::assign(std::vector<Assignment> wanted) {
  const SteadyTime now = parts_.clock.now();
  const auto admit = [&](Assignment assignment, std::size_t place, std::size_t of) {
    auto device = maker_.make(std::move(assignment), place, of, now);
    if (device->has_work()) turns_.wait(*device, device->due);
    return device;
  };
  for (const auto& gone : devices_.assign(std::move(wanted), admit)) let_go(*gone, now);
  turns_.reorder();
  announce_silence();
  // Who left may have kept a place, or the line open.
  if (!line_.is(Phase::stopped)) parts_.ticks.wake(*this, now);
}

void ModbusLink::release(DeviceId device) {
  if (const auto gone = devices_.take(device)) let_go(*gone, parts_.clock.now());
}

void ModbusLink::let_go(const Device& gone, SteadyTime now) {
  turns_.remove(gone);
  exchange_.drop(gone, now);
  counters_.gone_errors += gone.counters.errors();
  for (const auto& [name, count] : gone.counters.by_name()) {
    if (!measured(name)) counters_.gone[name] += count;
  }
}

// The line may be lost, and every unit may keep it for its time-out, before it is a device's turn.
void ModbusLink::announce_silence() {
  Duration timeout = settings_.timeout;
  for (const auto& [id, device] : devices_) timeout = std::max(timeout, device->timeout);
  const std::size_t side_by_side = settings_.outstanding;
  const std::size_t timeouts =
      std::max<std::size_t>(settings_.misses, (devices_.size() + side_by_side - 1) / side_by_side);
  const Duration line_busy = settings_.connect_timeout + settings_.pause_after_connect +
                             timeout * static_cast<Duration::rep>(timeouts);
  const Duration probe_round = ProbeBudget(settings_.outstanding).round(devices_.time_outs_of_suspects());
  for (const auto& [id, device] : devices_) sink_.expect(id, device->longest_silence(line_busy, probe_round));
  cycles_.line_busy(line_busy);
}

LinkView ModbusLink::view() const {
  return {name_,           line_.endpoint(), settings_.dial_in.has_value(),
          line_.refused(), line_.state(),    devices_,
          counters_,       budget_};
}

LinkSnapshot ModbusLink::snapshot() const { return link_snapshot(view(), parts_.clock.now()); }

DeviceSnapshot ModbusLink::device(DeviceId device) const { return device_snapshot(view(), device); }

void ModbusLink::woken(SteadyTime now) {
  if (line_.is(Phase::stopped)) return;
  if (const auto loss = exchange_.expire(now)) line_lost(*loss, now);
  if (const auto why = line_.overdue(now)) line_failed(*why, now);
  run(now);
}

// Begins cycles, sends requests, and asks to be woken for what comes next.
void ModbusLink::run(SteadyTime now) {
  cycles_.gather(now);
  send(now);
  sleep(now);
}

// All requests that may leave, in one piece.
void ModbusLink::send(SteadyTime now) {
  if (line_.is(Phase::closed) && turns_.waiting(now)) {
    exchange_.reset();
    return line_.open(*this, now);
  }
  if (!line_.is(Phase::open)) return;
  std::array<std::uint8_t, kMaxOutstanding * kMaxRequestBytes> bytes;
  const std::size_t used = exchange_.ask(bytes, now);
  if (used > 0) {
    counters_.sent_bytes += used;
    line_.send(std::span(bytes).first(used));
  } else if (settings_.close_after_poll && exchange_.idle() && !turns_.waiting(now)) {
    line_.close();
  }
}

// All that could be sent has been. Besides answers and deadlines, only a later moment can bring more.
void ModbusLink::sleep(SteadyTime now) {
  if (line_.is(Phase::stopped)) return;
  SteadyTime next = std::min(turns_.next_due(), exchange_.next_deadline());
  if (line_.is(Phase::opening) || line_.is(Phase::waiting)) {
    next = std::min(next, line_.state().deadline());
  } else {
    next = std::min(next, turns_.next_probe(now));
    exchange_.await_pause(now);
  }
  parts_.ticks.wake(*this, next);
}

void ModbusLink::received(std::span<const std::uint8_t> bytes) {
  const SteadyTime now = parts_.clock.now();
  counters_.received_bytes += bytes.size();
  if (const auto loss = exchange_.received(bytes, now)) line_lost(*loss, now);
  run(now);
}

void ModbusLink::opened() {
  const SteadyTime now = parts_.clock.now();
  ++counters_.connects;
  if (!line_.state().why().empty()) turns_.retry_suspects(now);
  line_.opened();
  exchange_.opened(now);
  run(now);
}

void ModbusLink::closed(const Trouble& trouble) {
  const SteadyTime now = parts_.clock.now();
  if (line_.is(Phase::opening)) {
    ++counters_.failures;
    line_failed(trouble.why, now);
  } else {
    line_lost({trouble.why, false}, now);
  }
  run(now);
}

// Pending requests die with the line. If the peer only closes after some answers, they are asked first over
// the next connection, once a cycle.
void ModbusLink::line_lost(const Exchange::Loss& loss, SteadyTime now) {
  const bool in_peace = !loss.at_fault && line_.state().proven();
  const bool work_lost = !exchange_.idle();
  if (!in_peace || work_lost) ++counters_.losses;
  exchange_.end_all(now, [&](const PendingRequest& asked) {
    ++asked.device->counters.lost;
    if (in_peace && !asked.probe && asked.device->resend()) {
      turns_.join_first(*asked.device);
    } else {
      cycles_.failed(*asked.device, loss.why, now, !in_peace);
    }
  });
  if (!in_peace) return line_failed(loss.why, now);
  line_.pause(work_lost ? loss.why : "", now);
}

void ModbusLink::line_failed(const std::string& why, SteadyTime now) {
  line_.fail(why, now, parts_.random);
  begin_anew(now);
}

// Values from before and after an outage do not fit together.
void ModbusLink::begin_anew(SteadyTime now) {
  for (const auto& [id, device] : devices_) {
    const ReadingCycle& cycle = device->cycle();
    if ((!cycle.begun() && !cycle.inspecting()) || device->restart(now)) continue;
    if (turns_.withdraw(*device)) cycles_.finish(*device, now);
  }
}

}  // namespace gatewarden::modbus
