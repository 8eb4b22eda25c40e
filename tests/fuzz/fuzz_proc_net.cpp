// Any text as the kernel's socket and interface tables.
#include <cstdint>
#include <cstdlib>

#include "adapters/host/kernel/host_addresses.hpp"
#include "adapters/host/kernel/machine.hpp"
#include "adapters/host/kernel/rtnetlink.hpp"
#include "adapters/host/socket_survey.hpp"
#include "adapters/host/traffic.hpp"

using namespace gatewarden;
using namespace gatewarden::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const InterfaceNames kInterfaces(
      {{"lo", *IpAddress::parse("127.0.0.1"), true}, {"eth0", *IpAddress::parse("192.0.2.10"), false}});
  std::string_view text(reinterpret_cast<const char*>(data), size);
  SocketSurvey survey(kInterfaces, EphemeralPorts(text, text), size % 2 == 0, 1);
  std::vector<InterfaceCounters> counters;
  LocalAddresses addresses;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string_view line = text.substr(from, end - from);
    from = end + 1;
    if (const auto socket = parse_socket(line)) {
      survey.add_tcp(*socket);
      survey.add_udp(*socket);
      if (IpAddress::parse(socket->remote.text()) != socket->remote) std::abort();
    }
    (void)parse_inet6(line);
    (void)parse_network(line);
    (void)addresses.take(line);
    if (auto each = parse_interface(line)) counters.push_back(std::move(*each));
  }
  for (const PortList& list : {survey.listening_tcp(), survey.listening_udp()}) {
    if (list.total < list.ports.size()) std::abort();
  }
  if (survey.established().total < survey.established().connections.size()) std::abort();
  Traffic traffic;
  const auto all = [](const std::string&) { return true; };
  (void)traffic.take({}, all);
  if (traffic.take(counters, all) != TrafficTotals{}) std::abort();
  if (traffic.take(counters, all) != TrafficTotals{} && counters.size() < 2) std::abort();
  LinkDump dump(false);
  (void)dump.take(text);
  if (border_of(dump.links()).size() > dump.links().size()) std::abort();
  (void)parse_cpu(text);
  (void)parse_memory_used(text);
  (void)parse_temperature(text);
  return 0;
}
