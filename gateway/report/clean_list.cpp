#include "gateway/report/clean_list.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "gateway/report/content_rules.hpp"

namespace gatewarden {
namespace {

class Cleaning {
 public:
  Cleaning(const MetricSpec& spec, DropCounts& dropped) : spec_(spec), dropped_(dropped) {}

  void operator()(NumberList& list) { keep_if(list.numbers, Drop::unsendable_number, sendable); }
  void operator()(StringList& list) {
    keep_if(list.strings, Drop::unsendable_string, [this](std::string& text) {
      Cleaned cleaned = clean_string(text, spec_.strict);
      if (cleaned.changed && !cleaned.dropped) count(dropped_, Drop::cleaned_string);
      text = std::move(cleaned.text);
      return !cleaned.dropped;
    });
  }
  void operator()(IpList& list) {
    keep_if(list.addresses, Drop::bad_address, [](const std::string& address) { return valid_ip(address); });
  }
  // Port 0 is invalid (constraint "> 0"): neither sent nor counted.
  void operator()(PortList& list) {
    list.total -= keep_if(list.ports, Drop::bad_address, [](const Port& port) { return port.port != 0; });
  }
  void operator()(ConnectionList& list) {
    keep_if(list.connections, Drop::bad_address,
            [](const Connection& connection) { return valid_ip(connection.remote_address); });
  }

 private:
  template <class Members, class Fine>
  std::size_t keep_if(Members& members, Drop reason, Fine fine) {
    const auto bad =
        std::remove_if(members.begin(), members.end(), [&](auto& member) { return !fine(member); });
    const auto bad_members = static_cast<std::size_t>(members.end() - bad);
    count(dropped_, reason, bad_members);
    members.erase(bad, members.end());
    return bad_members;
  }

  const MetricSpec& spec_;
  DropCounts& dropped_;
};

}  // namespace

void clean_list(ListValue& list, const MetricSpec& spec, DropCounts& dropped) {
  std::visit(Cleaning(spec, dropped), list);
}

}  // namespace gatewarden
