#include "gateway/uplink/quarantine.hpp"

#include <algorithm>

#include "gateway/base/text/aws_region.hpp"

namespace gatewarden {
namespace {

Duration pause_after(unsigned failed_probes) {
  const unsigned doublings = std::min(failed_probes, 10U);
  return std::min<Duration>(Quarantine::kMaxPause, Quarantine::kFirstPause * (1 << doublings));
}

}  // namespace

Quarantine::Pass Quarantine::ask(std::string_view topic, SteadyTime now) {
  const auto found = entries_.find(topic);
  if (found == entries_.end()) return Pass::go;
  Entry& entry = found->second;
  if (now < entry.probe_at) return Pass::withhold;
  if (entry.cause == Cause::hang_up) {
    if (last_costly_probe_ && now - *last_costly_probe_ < kBetweenHangUps) return Pass::withhold;
    last_costly_probe_ = now;
  }
  entry.probe_at = now + pause_after(entry.probes) / 2;
  entry.probing = true;
  return Pass::probe;
}

const Quarantine::Entry* Quarantine::find(std::string_view topic) const {
  const auto found = entries_.find(topic);
  return found == entries_.end() ? nullptr : &found->second;
}

const Quarantine::Entry& Quarantine::put(std::string_view topic, std::string_view thing, Cause cause,
                                         std::string why, SteadyTime now) {
  const auto [place, fresh] = entries_.try_emplace(std::string(topic));
  Entry& entry = place->second;
  if (fresh) {
    entry.topic = topic;
    entry.thing = thing;
    entry.since = now;
  } else if (!entry.probing) {
    return entry;
  } else {
    ++entry.probes;
  }
  entry.probing = false;
  entry.cause = cause;
  entry.why = std::move(why);
  // A little less than the pause, so that topics refused together are not probed together.
  const Duration pause = pause_after(entry.probes);
  std::uniform_int_distribution<Duration::rep> jitter(0, pause.count() / 8);
  entry.probe_at = now + pause - Duration(jitter(random_));
  return entry;
}

bool Quarantine::release(std::string_view topic) {
  const auto found = entries_.find(topic);
  if (found == entries_.end()) return false;
  entries_.erase(found);
  return true;
}

void Quarantine::probe_all(SteadyTime now, const std::function<bool(std::string_view)>& ours) {
  std::erase_if(entries_, [&](const auto& entry) {
    return ours && !entry.second.thing.empty() && !ours(entry.second.thing);
  });
  for (auto& [topic, entry] : entries_) {
    entry.probe_at = now;
    entry.probes = 0;
  }
}

std::vector<Quarantine::Entry> Quarantine::list(std::size_t most) const {
  std::vector<Entry> first;
  for (const auto& [topic, entry] : entries_) {
    if (first.size() == most) break;
    first.push_back(entry);
  }
  return first;
}

std::string_view to_string(Quarantine::Cause cause) {
  switch (cause) {
    case Quarantine::Cause::unauthorised:
      return "unauthorised";
    case Quarantine::Cause::bad_topic:
      return "topic refused";
    case Quarantine::Cause::hang_up:
      return "unauthorised, by the look of it";
  }
  return "";
}

std::string policy_statement(std::string_view action, std::string_view resource, std::string_view endpoint) {
  std::string_view region = region_of_endpoint(endpoint);
  std::string_view partition = partition_of_region(region);
  if (region.empty()) region = "*";
  if (partition.empty()) partition = "aws";
  return R"({"Effect":"Allow","Action":")" + std::string(action) + R"(","Resource":"arn:)" +
         std::string(partition) + ":iot:" + std::string(region) + ":*:" + std::string(resource) + "\"}";
}

}  // namespace gatewarden
