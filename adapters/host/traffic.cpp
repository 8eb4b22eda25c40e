#include "adapters/host/traffic.hpp"

#include <utility>

namespace gatewarden::host {

std::uint64_t InterfaceCounter::take(std::uint64_t reading) {
  while (!falls_.empty() && reading >= falls_.newest()) last_ = falls_.returned();
  if (reading < last_) {
    falls_.fell(last_);
    last_ = reading;
    return 0;
  }
  falls_.confirm();
  if (falls_.in_doubt()) return 0;
  const std::uint64_t grown = reading - last_;
  const bool back = !falls_.empty() && falls_.leads_back(static_cast<double>(grown),
                                                         static_cast<double>(falls_.newest() - last_));
  if (back) {
    falls_.doubt();
  } else if (grown > 0) {
    falls_.rose();
  }
  last_ = reading;
  return back ? 0 : grown;
}

const TrafficTotals& Traffic::take(const std::vector<InterfaceCounters>& reading, const Counts& counts) {
  std::map<std::string, Counters> now;
  for (const InterfaceCounters& each : reading) {
    const std::array values{each.bytes_in, each.bytes_out, each.packets_in, each.packets_out};
    const auto found = known_.find(each.name);
    Counters counters = found != known_.end()
                            ? std::move(found->second)
                            : Counters{InterfaceCounter(values[0]), InterfaceCounter(values[1]),
                                       InterfaceCounter(values[2]), InterfaceCounter(values[3])};
    std::uint64_t* const sums[] = {&totals_.bytes_in, &totals_.bytes_out, &totals_.packets_in,
                                   &totals_.packets_out};
    const bool is_counted = counts(each.name);
    for (std::size_t i = 0; i < counters.size(); ++i) {
      const std::uint64_t grown = counters[i].take(values[i]);
      if (is_counted) *sums[i] += grown;
    }
    now.insert_or_assign(each.name, std::move(counters));
  }
  known_.swap(now);
  return totals_;
}

}  // namespace gatewarden::host
