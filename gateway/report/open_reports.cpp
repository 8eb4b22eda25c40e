#include "gateway/report/open_reports.hpp"

#include <algorithm>
#include <cmath>

#include "gateway/report/content_rules.hpp"
#include "gateway/report/lists.hpp"
#include "gateway/report/whole_number.hpp"

namespace gatewarden {
std::string_view to_string(Drop reason) {
  switch (reason) {
    case Drop::wrong_type:
      return "wrong_type";
    case Drop::unsendable_number:
      return "unsendable_number";
    case Drop::unsendable_string:
      return "unsendable_string";
    case Drop::cleaned_string:
      return "cleaned_string";
    case Drop::bad_address:
      return "bad_address";
    case Drop::counter_reset:
      return "counter_reset";
    case Drop::gap:
      return "gap";
    case Drop::restart_unsure:
      return "restart_unsure";
    case Drop::list_overflow:
      return "list_overflow";
  }
  return "?";
}

OpenReports::OpenReports(Registry& registry, Duration interval, std::uint64_t seed)
    : registry_(registry), interval_(interval), random_(seed) {
  registry.listen(this);
}

void OpenReports::added(DeviceId device, PointId first) {
  const auto index = static_cast<std::uint32_t>(device);
  if (devices_.size() <= index) devices_.resize(index + 1);
  devices_[index] = {};
  const auto& metrics = registry_.child(device).profile->metrics;
  const std::size_t begin = static_cast<std::uint32_t>(first);
  if (slots_.size() < begin + metrics.size()) slots_.resize(begin + metrics.size());
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    Slot& slot = slots_[begin + i];
    slot = {};
    slot.spec = &metrics[i];
    slot.device = index;
  }
}

void OpenReports::removed(DeviceId device) {
  const std::size_t begin = static_cast<std::uint32_t>(registry_.first_point(device));
  const std::size_t count = registry_.child(device).profile->metrics.size();
  for (std::size_t i = 0; i < count; ++i) {
    slots_[begin + i] = {};
    dropped_growth_.erase(static_cast<std::uint32_t>(begin + i));
  }
  devices_[static_cast<std::uint32_t>(device)] = {};
  closed_.erase(static_cast<std::uint32_t>(device));
}

void OpenReports::heard(DeviceId device, SteadyTime at) {
  Device& state = devices_[static_cast<std::uint32_t>(device)];
  state.heard = at;
  state.was_heard = true;
}

void OpenReports::accept(PointId point, Number value, SteadyTime at) {
  Slot& slot = slots_[static_cast<std::uint32_t>(point)];
  const std::uint32_t device = slot.device & kDevice;
  Device& state = devices_[device];
  state.heard = at;
  state.was_heard = true;
  const MetricSpec& spec = *slot.spec;
  if (spec.type != MetricType::number) {
    if (spec.type != MetricType::number_list) return drop(device, Drop::wrong_type);
    return accept(point, ListValue(NumberList{{value}}), at);
  }
  if (value.is_real() && !std::isfinite(value.real_value())) return drop(device, Drop::unsendable_number);
  ++state.samples;
  const double number = value.as_double();
  switch (spec.merge) {
    case Merge::min:
      slot.merged = slot.count ? std::min(slot.merged, number) : number;
      break;
    case Merge::max:
      slot.merged = slot.count ? std::max(slot.merged, number) : number;
      break;
    case Merge::mean:
    case Merge::sum:
      slot.merged += number;
      break;
    case Merge::delta:
    case Merge::rate:
      return grow(slot, value, at, device);
    default:
      break;
  }
  ++slot.count;
  slot.last = value;
  slot.at = at;
  slot.device |= kHasReading;
}

void OpenReports::accept(PointId point, const ListValue& value, SteadyTime at) {
  Slot& slot = slots_[static_cast<std::uint32_t>(point)];
  const std::uint32_t device = slot.device & kDevice;
  Device& state = devices_[device];
  state.heard = at;
  state.was_heard = true;
  static constexpr MetricType kTypes[] = {MetricType::number_list, MetricType::string_list,
                                          MetricType::ip_list, MetricType::ports, MetricType::connections};
  if (slot.spec->type != kTypes[value.index()]) return drop(device, Drop::wrong_type);
  ++state.samples;
  if (!slot.list) slot.list = std::make_unique<ListValue>();
  // Kept after a report for the operator to see; the first sample of the next report replaces it.
  const Merge merge = slot.count == 0 ? Merge::last : slot.spec->merge;
  for (std::size_t lost = merge_list(*slot.list, value, merge); lost > 0; --lost)
    drop(device, Drop::list_overflow);
  ++slot.count;
  slot.at = at;
  slot.device |= kHasReading;
}

bool OpenReports::close(DeviceId device, SteadyTime now, Report& out) {
  out.clear();
  const auto index = static_cast<std::uint32_t>(device);
  Device& state = devices_[index];
  if (!state.was_added) {
    state.added = state.was_heard ? std::min(state.heard, now) : now;
    state.was_added = true;
  }
  const Profile& profile = *registry_.child(device).profile;
  const std::size_t begin = static_cast<std::uint32_t>(registry_.first_point(device));
  for (std::size_t i = 0; i < profile.metrics.size(); ++i) {
    Slot& slot = slots_[begin + i];
    if (slot.spec->role == MetricRole::reachable || slot.spec->role == MetricRole::seconds_since_seen) {
      put_own(*slot.spec, state, profile, now, out);
    } else if (slot.count != 0) {
      close_point(slot, index, out);
    }
  }
  if (out.empty()) return false;
  if (auto readings = closed_readings(device); !readings.empty()) {
    closed_[index] = std::move(readings);
  } else {
    closed_.erase(index);
  }
  return true;
}

void OpenReports::close_point(Slot& slot, std::uint32_t device, Report& out) {
  if (slot.list) {
    close_list(slot, device, out);
  } else if (counts(*slot.spec)) {
    close_counter(slot, device, out);
  } else {
    put_number(*slot.spec, closed_number(slot), device, out);
  }
  slot.count = 0;
  slot.merged = 0;
  slot.span_ns = 0;
}

Number OpenReports::closed_number(const Slot& slot) {
  switch (slot.spec->merge) {
    case Merge::last:
      return slot.last;
    case Merge::mean:
      return compact(slot.merged / slot.count);
    case Merge::count:
      return compact(slot.count);
    default:
      return compact(slot.merged);
  }
}

// False, and counted, when the service would not keep it.
bool OpenReports::put_number(const MetricSpec& spec, Number value, std::uint32_t device, Report& out) {
  const bool custom = spec.role == MetricRole::custom;
  const auto number = custom ? std::nullopt : whole(value);
  if (custom ? !sendable(value) : !number) {
    drop(device, Drop::unsendable_number);
    return false;
  }
  if (custom) {
    out.custom.push_back({spec.name, value});
    return true;
  }
  switch (spec.role) {
    case MetricRole::bytes_in:
      out.bytes_in = number;
      break;
    case MetricRole::bytes_out:
      out.bytes_out = number;
      break;
    case MetricRole::packets_in:
      out.packets_in = number;
      break;
    case MetricRole::packets_out:
      out.packets_out = number;
      break;
    case MetricRole::listening_tcp_ports_total:
      out.tcp_ports.total = number;
      break;
    case MetricRole::listening_udp_ports_total:
      out.udp_ports.total = number;
      break;
    case MetricRole::established_connections_total:
      out.connections.total = number;
      break;
    default:
      break;
  }
  return true;
}

void OpenReports::close_list(Slot& slot, std::uint32_t device, Report& out) {
  const MetricSpec& spec = *slot.spec;
  ListValue list = *slot.list;
  clean(list, spec, device);
  shorten(list, spec.max_items, random_);
  if (auto* ports = std::get_if<PortList>(&list)) {
    Ports& group = spec.role == MetricRole::listening_udp_ports ? out.udp_ports : out.tcp_ports;
    group.ports = std::move(ports->ports);
    group.total = ports->total;
  } else if (auto* connections = std::get_if<ConnectionList>(&list)) {
    out.connections.connections = std::move(connections->connections);
    out.connections.total = connections->total;
  } else if (size_of(list) == 0) {
    return;  // whether an empty custom list is taken, no source says: leave it out
  } else if (auto* numbers = std::get_if<NumberList>(&list)) {
    out.custom.push_back({spec.name, std::move(*numbers)});
  } else if (auto* strings = std::get_if<StringList>(&list)) {
    out.custom.push_back({spec.name, std::move(*strings)});
  } else if (auto* addresses = std::get_if<IpList>(&list)) {
    out.custom.push_back({spec.name, std::move(*addresses)});
  }
}

// Takes out, and counts, what the service would refuse or silently not keep.
void OpenReports::clean(ListValue& list, const MetricSpec& spec, std::uint32_t device) {
  const auto keep_if = [&](auto& members, Drop reason, auto fine) {
    const auto bad =
        std::remove_if(members.begin(), members.end(), [&](auto& member) { return !fine(member); });
    const auto count = static_cast<std::size_t>(members.end() - bad);
    for (std::size_t i = 0; i < count; ++i) drop(device, reason);
    members.erase(bad, members.end());
    return count;
  };
  if (auto* numbers = std::get_if<NumberList>(&list)) {
    keep_if(numbers->numbers, Drop::unsendable_number, [](Number n) { return sendable(n); });
  } else if (auto* strings = std::get_if<StringList>(&list)) {
    keep_if(strings->strings, Drop::unsendable_string, [&](std::string& text) {
      Cleaned cleaned = clean_string(text, spec.strict);
      if (cleaned.changed && !cleaned.dropped) drop(device, Drop::cleaned_string);
      text = std::move(cleaned.text);
      return !cleaned.dropped;
    });
  } else if (auto* addresses = std::get_if<IpList>(&list)) {
    keep_if(addresses->addresses, Drop::bad_address, [](const std::string& a) { return valid_ip(a); });
  } else if (auto* ports = std::get_if<PortList>(&list)) {
    // Port 0 is no port (constraint "> 0"): neither sent nor counted.
    ports->total -= keep_if(ports->ports, Drop::bad_address, [](const Port& p) { return p.port != 0; });
  } else if (auto* connections = std::get_if<ConnectionList>(&list)) {
    keep_if(connections->connections, Drop::bad_address,
            [](const Connection& c) { return valid_ip(c.remote_address); });
  }
}

// What the gateway knows of every child by itself. Silence is a signal: these make
// a silent child's report leave.
void OpenReports::put_own(const MetricSpec& spec, const Device& state, const Profile& profile, SteadyTime now,
                          Report& out) const {
  const SteadyTime since = state.was_heard ? state.heard : state.added;
  const Duration silent = std::max(Duration::zero(), Duration(now - since));
  if (spec.role == MetricRole::seconds_since_seen) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(silent).count();
    out.custom.push_back({spec.name, Number::integer(seconds)});
    return;
  }
  // Three periods without a sign of life; a device whose period nobody stated has one report interval.
  const Duration patience = profile.every > Duration::zero() ? 3 * profile.every : interval_;
  out.custom.push_back({spec.name, Number::integer(state.was_heard && silent <= patience ? 1 : 0)});
}

DeviceActivity OpenReports::activity(DeviceId device) const {
  const Device& state = devices_[static_cast<std::uint32_t>(device)];
  DeviceActivity activity;
  if (state.was_heard) activity.heard = state.heard;
  activity.samples = state.samples;
  activity.dropped = state.dropped;
  return activity;
}

std::vector<PointView> OpenReports::points(DeviceId device) const {
  std::vector<PointView> views;
  const std::size_t begin = static_cast<std::uint32_t>(registry_.first_point(device));
  const std::size_t count = registry_.child(device).profile->metrics.size();
  for (std::size_t i = begin; i < begin + count; ++i) {
    const Slot& slot = slots_[i];
    PointView view;
    view.spec = slot.spec;
    view.samples = slot.count;
    view.list = slot.list.get();
    if (slot.device & kHasReading) {
      if (!(slot.device & kAgeless)) view.at = slot.at;
      if (!slot.list) view.last = slot.last;
    }
    if (const auto dropped = dropped_growth_.find(static_cast<std::uint32_t>(i));
        dropped != dropped_growth_.end()) {
      view.dropped = dropped->second;
    }
    views.push_back(view);
  }
  return views;
}

}  // namespace gatewarden
