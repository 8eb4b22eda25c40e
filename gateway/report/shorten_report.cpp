#include "gateway/report/shorten_report.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "gateway/report/keep_some.hpp"
#include "gateway/report/list_members.hpp"

namespace gatewarden {
namespace {

// Visits the members of every list the report holds.
template <class AnyReport, class Visitor>
void for_each_list(AnyReport& report, Visitor visit) {
  if (report.tcp_ports.ports) visit(*report.tcp_ports.ports);
  if (report.udp_ports.ports) visit(*report.udp_ports.ports);
  if (report.connections.connections) visit(*report.connections.connections);
  for (auto& metric : report.custom) {
    std::visit(
        [&](auto& value) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(value)>, Number>) visit(members(value));
        },
        metric.value);
  }
}

}  // namespace

std::size_t longest_list(const Report& report) {
  std::size_t longest = 0;
  for_each_list(report, [&](const auto& list) { longest = std::max(longest, list.size()); });
  return longest;
}

void shorten_lists(Report& report, std::size_t most, std::mt19937_64& random) {
  for_each_list(report, [&](auto& list) { keep_some(list, most, random); });
}

}  // namespace gatewarden
