#include "adapters/modbus/modbus_settings.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace gatewarden::modbus {
namespace {

using namespace std::chrono_literals;
using config::ConfigNode;
using config::Problems;

}  // namespace

config::Section<LinkSettings> link_section() {
  using L = LinkSettings;
  return config::Section<L>("Modbus link", "One Modbus TCP connection and the units behind it.")
      .required("tcp", &L::tcp, config::host_port(502), "Host and port of the device or gateway.",
                "10.0.0.5:502")
      .key("timeout", &L::timeout, config::duration(10ms, 60s), "How long one answer may take.")
      .key("connect_timeout", &L::connect_timeout, config::duration(10ms, 60s),
           "How long connecting may take.")
      .key("outstanding", &L::outstanding, config::integer<unsigned>(1, kMostOutstanding),
           "Requests under way at a time, at most one per unit; more than 1 only where the gateway takes it.")
      .key("pause_between", &L::pause_between, config::duration(0ms, 10s),
           "Least time between two requests, for devices that need rest; counted in ticks of 10ms.")
      .key("close_after_poll", &L::close_after_poll, config::boolean(),
           "Close the connection when nothing is left to ask: for devices that serve one connection only.")
      .key("max_registers", &L::max_registers, config::integer<std::uint16_t>(1, kMaxRegisters),
           "The most registers the devices give in one answer.")
      .key("max_gap", &L::max_gap, config::integer<std::uint16_t>(0, kMaxRegisters),
           "Unwanted registers read along to save a request.")
      .key("misses", &L::misses, config::integer<unsigned>(1, 100),
           "Unanswered requests in a row until a unit counts as offline.")
      .key("retries", &L::retries, config::integer<unsigned>(0, 10),
           "Repeats of an unanswered request before the reading is given up.")
      .key("spread", &L::spread, config::boolean(),
           "Spread readings over the period; false reads everything at once, at the start as well.")
      .check([](const L& link, const ConfigNode& node, Problems& problems) {
        if (link.pause_between > Duration::zero() && link.outstanding > 1) {
          problems.add(problem_at(*node.find("pause_between"), "M009",
                                  "a pause between requests needs `outstanding: 1`", "outstanding: 1"));
        }
      });
}

config::Section<UnitAddress> unit_section() {
  return config::Section<UnitAddress>("Modbus child", "Where on its link a device is.")
      .required("unit", &UnitAddress::unit, config::integer<std::uint8_t>(0, 255),
                "Its unit id; ranges make one child each: 1-4,7.", "4");
}

}  // namespace gatewarden::modbus
