#include "adapters/host/traffic.hpp"

namespace gatewarden::host {

const TrafficTotals& Traffic::take(const std::vector<InterfaceCounters>& reading, const Counts& counts) {
  std::map<std::string, InterfaceCounters> now;
  for (const InterfaceCounters& each : reading) {
    const auto found = before_.find(each.name);
    if (found != before_.end() && counts(each.name)) {
      const InterfaceCounters& was = found->second;
      const bool began_anew = each.bytes_in < was.bytes_in || each.bytes_out < was.bytes_out ||
                              each.packets_in < was.packets_in || each.packets_out < was.packets_out;
      if (!began_anew) {
        totals_.bytes_in += each.bytes_in - was.bytes_in;
        totals_.bytes_out += each.bytes_out - was.bytes_out;
        totals_.packets_in += each.packets_in - was.packets_in;
        totals_.packets_out += each.packets_out - was.packets_out;
      }
    }
    now.insert_or_assign(each.name, each);
  }
  before_.swap(now);
  return totals_;
}

}  // namespace gatewarden::host
