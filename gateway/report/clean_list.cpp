#include "gateway/report/clean_list.hpp"

#include <string>
#include <utility>
#include <variant>

#include "gateway/report/content_rules.hpp"
#include "gateway/report/list_members.hpp"

namespace gatewarden {
namespace {

bool fits(const Number& number, const MetricSpec&) { return sendable(number); }
bool fits(const std::string& text, const MetricSpec& spec) {
  if (spec.type == MetricType::ip_list) return valid_ip(text);
  return !is_dropped(text, spec.strict);
}
// Port 0 is invalid (constraint "> 0").
bool fits(const Port& port, const MetricSpec&) { return port.port != 0; }
bool fits(const Connection& connection, const MetricSpec&) { return valid_ip(connection.remote_address); }

Drop reason_of(MetricType type) {
  if (type == MetricType::number_list) return Drop::unsendable_number;
  return type == MetricType::string_list ? Drop::unsendable_string : Drop::bad_address;
}

std::size_t clean(std::vector<std::string>& strings) {
  std::size_t changed = 0;
  for (std::string& text : strings) {
    Cleaned cleaned = clean_string(text);
    if (!cleaned.changed) continue;
    text = std::move(cleaned.text);
    ++changed;
  }
  return changed;
}

}  // namespace

void count_unsendable(const ListValue& list, const MetricSpec& spec, DropCounts& dropped) {
  const Drop unfit = reason_of(spec.type);
  const auto count_in = [&](const auto& held) {
    for (const auto& member : members(held)) {
      if (too_long(member)) {
        count(dropped, Drop::long_text);
      } else if (!fits(member, spec)) {
        count(dropped, unfit);
      }
    }
  };
  std::visit(count_in, list);
}

std::size_t clean_list(ListValue& list, const MetricSpec& spec) {
  const auto take_out = [&](auto& held) {
    const std::size_t unfit =
        std::erase_if(members(held), [&](const auto& member) { return !fits(member, spec); });
    if constexpr (std::is_same_v<std::decay_t<decltype(held)>, PortList>) held.total -= unfit;
  };
  std::visit(take_out, list);
  auto* const strings = std::get_if<StringList>(&list);
  return strings == nullptr ? 0 : clean(strings->strings);
}

}  // namespace gatewarden
