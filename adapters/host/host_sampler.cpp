#include "adapters/host/host_sampler.hpp"

#include <unistd.h>

#include <cerrno>

#include "adapters/host/counted_interfaces.hpp"
#include "adapters/host/kernel/kernel_file.hpp"
#include "adapters/host/kernel/proc_net.hpp"
#include "adapters/host/socket_survey.hpp"

namespace gatewarden::host {

HostSampler::HostSampler(HostSources sources) : sources_(std::move(sources)) {}

HostReading HostSampler::read() {
  const InterfaceNames interfaces(sources_.addresses());
  SocketSurvey survey(interfaces, sources_.ephemeral_ports(), sources_.loopback, sources_.seed + ++readings_);
  HostReading reading;
  const auto take_tcp = [&](const Socket& socket) { survey.add_tcp(socket); };
  const auto take_udp = [&](const Socket& socket) { survey.add_udp(socket); };
  Result<void> tcp = read_sockets("tcp", take_tcp);
  if (tcp) tcp = read_sockets("tcp6", take_tcp);
  if (tcp) {
    reading.tcp = TcpSockets{survey.listening_tcp(), survey.established()};
  } else {
    reading.tcp = Error{tcp.error()};
  }
  Result<void> udp = read_sockets("udp", take_udp);
  if (udp) udp = read_sockets("udp6", take_udp);
  if (udp) {
    reading.udp = survey.listening_udp();
  } else {
    reading.udp = Error{udp.error()};
  }
  reading.traffic = read_traffic(interfaces, reading.counted);
  reading.gauges = read_gauges(sources_, gauges_before_);
  return reading;
}

Result<void> HostSampler::read_sockets(const char* table,
                                       const std::function<void(const Socket&)>& take) const {
  const std::string file = sources_.net(table);
  // A kernel without IPv6 has neither table nor sockets of it.
  const bool six = std::string_view(table).back() == '6';
  if (six && access(file.c_str(), F_OK) != 0 && errno == ENOENT) return {};
  return each_line(file, kMaxTableBytes, [&](std::string_view line) {
    if (is_socket_header(line)) return true;
    const auto socket = parse_socket(line);
    if (socket) take(*socket);
    return socket.has_value();
  });
}

Result<TrafficTotals> HostSampler::read_traffic(const InterfaceNames& interfaces,
                                                std::vector<std::string>& counted) {
  std::vector<InterfaceCounters> all;
  const auto read = each_line(sources_.net("dev"), kMaxTableBytes, [&](std::string_view line) {
    if (is_interface_header(line)) return true;
    auto counters = parse_interface(line);
    if (counters) all.push_back(std::move(*counters));
    return counters.has_value();
  });
  if (!read) return Error{read.error()};
  const auto counts = sources_.counted.empty()
                          ? CountedInterfaces(sources_.links(), interfaces, sources_.loopback)
                          : CountedInterfaces(sources_.counted);
  for (const InterfaceCounters& each : all) {
    if (counts.contains(each.name)) counted.push_back(each.name);
  }
  const auto& totals = traffic_.take(all, [&](const std::string& name) { return counts.contains(name); });
  if (!counted.empty() || sources_.counted.empty()) return totals;
  std::string others;
  for (const InterfaceCounters& each : all) others += " " + each.name;
  return Error{"no interface has a name of gateway.host.interfaces; there are" + others};
}

}  // namespace gatewarden::host
