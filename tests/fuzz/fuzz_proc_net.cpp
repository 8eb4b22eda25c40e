// Any text as the kernel's socket and interface tables.
#include <cstdint>
#include <cstdlib>

#include "adapters/host/machine.hpp"
#include "adapters/host/socket_survey.hpp"
#include "adapters/host/traffic.hpp"

using namespace gatewarden;
using namespace gatewarden::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const InterfaceNames kInterfaces(
      {{"lo", *IpAddress::parse("127.0.0.1"), true}, {"eth0", *IpAddress::parse("192.0.2.10"), false}});
  std::string_view text(reinterpret_cast<const char*>(data), size);
  SocketSurvey survey(kInterfaces, size % 2 == 0, 1);
  std::vector<InterfaceCounters> counters;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string_view line = text.substr(from, end - from);
    from = end + 1;
    if (const auto socket = parse_socket(line)) {
      survey.add_tcp(*socket);
      survey.add_udp(*socket);
      if (IpAddress::parse(socket->remote.text()) != socket->remote) std::abort();
    }
    if (auto each = parse_interface(line)) counters.push_back(std::move(*each));
  }
  for (const PortList& list : {survey.listening_tcp(), survey.listening_udp()}) {
    if (list.total < list.ports.size()) std::abort();
  }
  if (survey.established().total < survey.established().connections.size()) std::abort();
  Traffic traffic;
  (void)traffic.take({}, kInterfaces, true);
  if (traffic.take(counters, kInterfaces, true) != TrafficTotals{}) std::abort();
  if (traffic.take(counters, kInterfaces, true) != TrafficTotals{} && counters.size() < 2) std::abort();
  (void)parse_cpu(text);
  (void)parse_memory_used(text);
  (void)parse_temperature(text);
  return 0;
}
