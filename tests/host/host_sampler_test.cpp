// Each mistake of published agents as a test, beside the ordinary cases.
#include "adapters/host/host_sampler.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include <catch2/catch.hpp>

#include "adapters/host/socket_survey.hpp"
#include "tests/host/fake_machine.hpp"

using namespace gatewarden;
using namespace gatewarden::host;
using namespace gatewarden::host::test;

namespace {

struct Read {
  explicit Read(const FakeMachine& machine, bool loopback = false)
      : reading(HostSampler(machine.sources(loopback)).read()) {}
  const PortList& tcp() const { return reading.tcp->listening; }
  const PortList& udp() const { return *reading.udp; }
  const ConnectionList& connections() const { return reading.tcp->established; }
  HostReading reading;
};

const GaugeReading& gauge(const HostReading& reading, std::string_view option) {
  std::size_t place = 0;
  while (gauges()[place].option != option) ++place;
  return reading.gauges.at(place);
}

}  // namespace

TEST_CASE("listening sockets of IPv4 and IPv6 are both seen") {
  FakeMachine machine;
  machine.sockets("tcp", {socket_line(kEth4 + ":0016", kNobody4, "0A")});
  machine.sockets("tcp6", {socket_line(kEth6 + ":01BB", kNobody6, "0A")});
  const Read read(machine);
  CHECK(read.tcp().ports == std::vector<Port>{{22, "eth0"}, {443, "eth0"}});
  CHECK(read.tcp().total == 2);
}

TEST_CASE("a socket bound to every interface is reported, with the wildcard address as its interface") {
  FakeMachine machine;
  machine.sockets("tcp", {socket_line(kAny4 + ":0050", kNobody4, "0A")});
  machine.sockets("tcp6", {socket_line(kAny6 + ":0016", kNobody6, "0A")});
  machine.sockets("udp", {socket_line(kAny4 + ":0044", kNobody4, "07")});
  const Read read(machine);
  CHECK(read.tcp().ports == std::vector<Port>{{22, "::"}, {80, "0.0.0.0"}});
  CHECK(read.udp().ports == std::vector<Port>{{68, "0.0.0.0"}});
}

TEST_CASE("an address that belongs to no interface leaves the interface out") {
  FakeMachine machine;
  machine.sockets("tcp", {socket_line("01010101:0050", kNobody4, "0A")});
  CHECK(Read(machine).tcp().ports == std::vector<Port>{{80, ""}});
}

TEST_CASE("UDP listeners are in the UDP list, not in the TCP one") {
  FakeMachine machine;
  machine.sockets("udp", {socket_line(kEth4 + ":007B", kNobody4, "07")});
  machine.sockets("udp6", {socket_line(kEth6 + ":0202", kNobody6, "07")});
  const Read read(machine);
  CHECK(read.tcp().total == 0);
  CHECK(read.udp().ports == std::vector<Port>{{123, "eth0"}, {514, "eth0"}});
}

TEST_CASE("a UDP socket in TCP's state LISTEN does not exist on Linux and is not waited for") {
  FakeMachine machine;
  machine.sockets("udp", {socket_line(kEth4 + ":007B", kNobody4, "0A")});
  CHECK(Read(machine).udp().total == 0);
}

TEST_CASE("a UDP socket connected to one peer does not listen") {
  FakeMachine machine;
  machine.sockets("udp", {socket_line(kEth4 + ":9C40", kPeer4 + ":0035", "01"),
                          socket_line(kEth4 + ":9C41", kPeer4 + ":0035", "07")});
  machine.sockets("udp6", {socket_line(kEth6 + ":9C42", kPeer6 + ":0035", "01")});
  CHECK(Read(machine).udp().total == 0);
}

TEST_CASE("a listening port above five hundred others is listed before long") {
  FakeMachine machine;
  std::vector<std::string> lines = {socket_line(kAny4 + ":7A69", kNobody4, "0A")};  // 31337
  for (int i = 0; i < 530; ++i) {
    char port[8];
    std::snprintf(port, sizeof port, ":%04X", 20001 + i);
    lines.push_back(socket_line(kAny4 + port, kNobody4, "0A"));
  }
  machine.sockets("tcp", lines);
  HostSampler sampler(machine.sources());
  int listed = 0;
  for (int reading = 0; reading < 20; ++reading) {
    const PortList ports = sampler.read().tcp->listening;
    CHECK(ports.total == 531);
    listed += static_cast<int>(std::count(ports.ports.begin(), ports.ports.end(), Port{31337, "0.0.0.0"}));
  }
  CHECK(listed >= 12);  // 19 expected
}

TEST_CASE("a UDP socket on a port that clients are given is not claimed to listen, unless told otherwise") {
  FakeMachine machine;
  const auto listening = [&](bool ephemeral) {
    HostSources sources = machine.sources();
    sources.ephemeral_udp = ephemeral;
    std::vector<int> ports;
    const HostReading reading = HostSampler(sources).read();
    for (const Port& port : reading.udp->ports) ports.push_back(port.port);
    return ports;
  };
  machine.sockets("udp", {socket_line(kAny4 + ":14E9", kNobody4, "07"),     // 5353
                          socket_line(kAny4 + ":AA3C", kNobody4, "07")});   // 43580
  machine.sockets("udp6", {socket_line(kAny6 + ":CA6C", kNobody6, "07"),    // 51820
                           socket_line(kAny6 + ":EE48", kNobody6, "07")});  // 61000
  CHECK(listening(true) == std::vector{5353, 43580, 51820, 61000});
  CHECK(listening(false) == std::vector{5353, 61000});  // without the kernel's word, its default
  machine.make("proc/sys/net/ipv4");
  machine.write("proc/sys/net/ipv4/ip_local_port_range", "40000\t62000\n");
  CHECK(listening(false) == std::vector{5353});
  machine.write("proc/sys/net/ipv4/ip_local_reserved_ports", "7,51820,61000-61010\n");
  CHECK(listening(false) == std::vector{5353, 51820, 61000});
}

TEST_CASE("ephemeral ports do not hide a TCP listener: the kernel knows that one for certain") {
  FakeMachine machine;
  machine.sockets("tcp", {socket_line(kAny4 + ":AA3C", kNobody4, "0A")});
  CHECK(Read(machine).tcp().ports == std::vector<Port>{{43580, "0.0.0.0"}});
}

TEST_CASE("a machine below a root has the network of its process 1, not that of who reads") {
  FakeMachine machine;
  machine.make("proc/net");
  machine.write("proc/net/tcp", kSocketHeader + socket_line(kAny4 + ":0050", kNobody4, "0A"));
  CHECK(Read(machine).tcp().total == 0);
}

TEST_CASE("a machine below a root has its own addresses, not those of who reads") {
  FakeMachine machine;
  machine.write("proc/1/net/if_inet6",
                "20010db8000000000000000000000010 02 40 00 80     eth7\n"
                "00000000000000000000000000000001 01 80 10 80       lo\n");
  machine.write("proc/1/net/route",
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
                "eth7\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
                "eth7\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n");
  machine.write("proc/1/net/fib_trie",
                "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 192.0.2.0\n        /24 link UNICAST\n"
                "     |-- 192.0.2.10\n        /32 host LOCAL\n     |-- 127.0.0.1\n        /32 host LOCAL\n"
                "     |-- 10.9.9.9\n        /32 host LOCAL\n");
  machine.sockets("tcp", {socket_line(kEth4 + ":0016", kNobody4, "0A"),  // 192.0.2.10
                          socket_line("0909090A:0017", kNobody4, "0A"),  // 10.9.9.9, no route
                          socket_line(kLoopback4 + ":0018", kNobody4, "0A"),
                          socket_line(kEth4 + ":C000", kEth4 + ":0016", "01")});  // to itself
  machine.sockets("tcp6", {socket_line(kEth6 + ":01BB", kNobody6, "0A")});
  HostSources sources = machine.sources();
  sources.addresses_of_its_own = nullptr;
  const HostReading reading = HostSampler(sources).read();
  CHECK(reading.tcp->listening.ports == std::vector<Port>{{22, "eth7"}, {23, ""}, {443, "eth7"}});
  CHECK(reading.tcp->established.total == 0);
}

TEST_CASE("only established connections count as established") {
  FakeMachine machine;
  std::vector<std::string> lines = {socket_line(kEth4 + ":C000", kPeer4 + ":22B3", "01")};
  for (const char* state : {"02", "03", "04", "05", "06", "07", "08", "09", "0B", "0C"}) {
    lines.push_back(socket_line(kEth4 + ":C001", kPeer4 + ":22B3", state));
  }
  machine.sockets("tcp", lines);
  const Read read(machine);
  CHECK(read.connections().total == 1);
  CHECK(read.connections().connections == std::vector<Connection>{{"198.51.100.7", 8883, 49152, "eth0"}});
}

TEST_CASE("an IPv4 peer behind an IPv6 socket is reported as IPv4") {
  FakeMachine machine;
  machine.sockets("tcp6", {socket_line(kMappedEth + ":0016", kMapped4 + ":C001", "01")});
  CHECK(Read(machine).connections().connections ==
        std::vector<Connection>{{"198.51.100.7", 49153, 22, "eth0"}});
}

TEST_CASE("loopback sockets are left out unless told otherwise") {
  FakeMachine machine;
  machine.sockets(
      "tcp", {socket_line(kLoopback4 + ":075B", kNobody4, "0A"), socket_line("0500007F:0050", kNobody4, "0A"),
              socket_line(kLoopback4 + ":075B", kLoopback4 + ":C000", "01")});
  machine.sockets("tcp6", {socket_line(kLoopback6 + ":0277", kNobody6, "0A")});
  machine.sockets("udp", {socket_line(kLoopback4 + ":0143", kNobody4, "07")});
  const Read without(machine);
  CHECK(without.tcp().total == 0);
  CHECK(without.udp().total == 0);
  CHECK(without.connections().total == 0);
  const Read with(machine, true);
  CHECK(with.tcp().ports == std::vector<Port>{{80, "lo"}, {631, "lo"}, {1883, "lo"}});
  CHECK(with.udp().ports == std::vector<Port>{{323, "lo"}});
  CHECK(with.connections().total == 1);
}

TEST_CASE("a connection from one of the machine's own addresses to another never leaves it") {
  FakeMachine machine;
  machine.sockets("tcp", {socket_line(kEth4 + ":C000", kEth4 + ":0050", "01"),
                          socket_line(kEth4 + ":C001", kPeer4 + ":0050", "01")});
  CHECK(Read(machine).connections().total == 1);
  CHECK(Read(machine, true).connections().total == 2);
}

TEST_CASE("several sockets on one port and interface are one listening port") {
  FakeMachine machine;
  machine.sockets("tcp",
                  {socket_line(kAny4 + ":0050", kNobody4, "0A"), socket_line(kAny4 + ":0050", kNobody4, "0A"),
                   socket_line(kAny4 + ":0051", kNobody4, "0A")});
  CHECK(Read(machine).tcp().total == 2);
}

TEST_CASE("a machine with nothing open says so: empty lists and a total of zero") {
  const Read read{FakeMachine()};
  REQUIRE(read.reading.tcp);
  REQUIRE(read.reading.udp);
  CHECK(read.tcp().ports.empty());
  CHECK(read.tcp().total == 0);
  CHECK(read.udp().total == 0);
  CHECK(read.connections().connections.empty());
  CHECK(read.connections().total == 0);
}

TEST_CASE("a long list is sampled at random, its total stays true") {
  FakeMachine machine;
  std::vector<std::string> lines;
  for (int i = 0; i < 5000; ++i) {
    char port[8];
    std::snprintf(port, sizeof port, ":%04X", 10000 + i);
    lines.push_back(socket_line(kEth4 + port, kPeer4 + ":22B3", "01"));
    lines.push_back(socket_line(kEth4 + port, kNobody4, "0A"));
  }
  machine.sockets("tcp", lines);
  const Read read(machine);
  CHECK(read.connections().total == 5000);
  CHECK(read.connections().connections.size() == SocketSurvey::kMaxListed);
  const auto late =
      std::count_if(read.connections().connections.begin(), read.connections().connections.end(),
                    [](const Connection& c) { return c.local_port >= 12500; });
  CHECK(late > 150);  // 250 expected; six deviations are 67
  CHECK(late < 350);
  CHECK(read.tcp().total == 5000);
  CHECK(read.tcp().ports.size() == SocketSurvey::kMaxListed);
  const auto high = std::count_if(read.tcp().ports.begin(), read.tcp().ports.end(),
                                  [](const Port& port) { return port.port >= 12500; });
  CHECK(high > 150);
  CHECK(high < 350);
  CHECK(std::is_sorted(read.tcp().ports.begin(), read.tcp().ports.end()));
}

TEST_CASE("a machine without IPv6 has no IPv6 sockets, and still reports the others") {
  FakeMachine machine;
  machine.remove("proc/1/net/tcp6");
  machine.remove("proc/1/net/udp6");
  machine.sockets("tcp", {socket_line(kAny4 + ":0050", kNobody4, "0A")});
  const Read read(machine);
  CHECK(read.tcp().total == 1);
  CHECK(read.reading.udp);
}

TEST_CASE("a table that cannot be read costs its own group only, and is named") {
  FakeMachine machine;
  machine.remove("proc/1/net/udp");
  machine.write("proc/1/net/dev", "what is this\n");
  const Read read(machine);
  CHECK(read.reading.tcp);
  CHECK_FALSE(read.reading.udp);
  CHECK(read.reading.udp.error().find("proc/1/net/udp") != std::string::npos);
  CHECK_FALSE(read.reading.traffic);
  CHECK(gauge(read.reading, "memory"));
}

TEST_CASE("a table with a line nobody understands is unknown, not half counted") {
  FakeMachine machine;
  machine.sockets("tcp", {socket_line(kAny4 + ":0050", kNobody4, "0A"), "   1: garbage\n"});
  CHECK_FALSE(Read(machine).reading.tcp);
  machine.write("proc/1/net/tcp", kSocketHeader + std::string("   1: 00000000:0050 000"));
  CHECK_FALSE(Read(machine).reading.tcp);
}

TEST_CASE("what stands in a table's place is read no further than it can be one") {
  FakeMachine machine;
  machine.write("proc/1/net/tcp", std::string(1 << 20, '1'));
  machine.remove("proc/1/net/udp");
  std::filesystem::create_symlink("/dev/zero", machine.sources().root + "/proc/1/net/udp");
  machine.remove("proc/meminfo");
  REQUIRE(::mkfifo((machine.sources().root + "/proc/meminfo").c_str(), 0600) == 0);
  const HostReading reading = Read(machine).reading;
  CHECK_THAT(reading.tcp.error(), Catch::Matchers::Contains("a line of more than 64 KiB"));
  CHECK_THAT(reading.udp.error(), Catch::Matchers::Contains("it is a device, not a file"));
  CHECK(reading.traffic);
  CHECK_FALSE(reading.gauges.at(1));
  CHECK_THAT(reading.gauges.at(1).error(), Catch::Matchers::Contains("it is a pipe, not a file"));
}

TEST_CASE("traffic is handed on as counters that begin at zero, so that a restart is no spike") {
  FakeMachine machine;
  HostSampler sampler(machine.sources());
  machine.traffic({{"eth0", 7'000'000'000'000, 8'000'000'000, 9'000'000'000'000, 10'000'000'000}});
  CHECK(*sampler.read().traffic == TrafficTotals{});
  machine.traffic({{"eth0", 7'000'000'000'100, 8'000'000'001, 9'000'000'000'200, 10'000'000'002}});
  CHECK(*sampler.read().traffic == TrafficTotals{100, 200, 1, 2});
}

TEST_CASE("an idle interface's zero growth is a reading too") {
  FakeMachine machine;
  HostSampler sampler(machine.sources());
  (void)sampler.read();
  CHECK(*sampler.read().traffic == TrafficTotals{});
}

TEST_CASE("a reading that was never sent is not lost: the counter goes on") {
  FakeMachine machine;
  HostSampler sampler(machine.sources());
  for (std::uint64_t n = 0; n <= 10; ++n) {
    machine.traffic({{"eth0", 1000 * n, n, 500 * n, n}});
    CHECK(sampler.read().traffic->bytes_in == 1000 * n);
  }
}

TEST_CASE("loopback traffic is left out unless told otherwise") {
  FakeMachine machine;
  HostSampler without(machine.sources());
  HostSampler with(machine.sources(true));
  (void)without.read();
  (void)with.read();
  machine.traffic({{"lo", 5000, 5, 5000, 5}, {"eth0", 70, 1, 30, 1}});
  CHECK(without.read().traffic->bytes_in == 70);
  CHECK(with.read().traffic->bytes_in == 5070);
}

TEST_CASE("a counter that starts over, or wraps at 32 bits, shows no growth at first, then what came since") {
  FakeMachine machine;
  HostSampler sampler(machine.sources());
  machine.traffic({{"eth0", 4'294'967'000, 1000, 50, 50}});
  (void)sampler.read();
  machine.traffic({{"eth0", 200, 1010, 60, 60}});
  CHECK(sampler.read().traffic->bytes_in == 0);
  for (const std::uint64_t bytes : {500u, 600u}) {
    machine.traffic({{"eth0", bytes, 1020, 70, 70}});
    CHECK(sampler.read().traffic->bytes_in == 0);
  }
  machine.traffic({{"eth0", 700, 1030, 70, 80}});
  const TrafficTotals totals = *sampler.read().traffic;
  CHECK(totals.bytes_in == 500);
  CHECK(totals.packets_in == 30);
  CHECK(totals.packets_out == 30);
}

TEST_CASE("a counter that dips and comes back shows what it grew, not the way back") {
  FakeMachine machine;
  HostSampler sampler(machine.sources());
  const auto bytes_in = [&](std::uint64_t bytes) {
    machine.traffic({{"eth0", bytes, 1, 1, 1}});
    return sampler.read().traffic->bytes_in;
  };
  bytes_in(12'345'744);
  for (const std::uint64_t dip : {0u, 0u, 12'345'743u}) CHECK(bytes_in(dip) == 0);
  CHECK(bytes_in(12'345'753) == 9);
  for (int i = 0; i < 20; ++i) CHECK(bytes_in(0) == 9);
  CHECK(bytes_in(12'345'760) == 16);
}

TEST_CASE("an interface that comes with a history, goes, and comes again shows no spike") {
  FakeMachine machine;
  HostSampler sampler(machine.sources());
  const auto bytes_in = [&] { return sampler.read().traffic->bytes_in; };
  machine.traffic({{"eth0", 1000, 1, 1, 1}});
  CHECK(bytes_in() == 0);
  machine.traffic({{"eth0", 1100, 1, 1, 1}, {"ppp0", 9'000'000'000, 1, 1, 1}});
  CHECK(bytes_in() == 100);
  machine.traffic({{"eth0", 1100, 1, 1, 1}, {"ppp0", 9'000'000'050, 1, 1, 1}});
  CHECK(bytes_in() == 150);
  machine.traffic({{"eth0", 1200, 1, 1, 1}});
  CHECK(bytes_in() == 250);
  machine.traffic({{"eth0", 1200, 1, 1, 1}, {"ppp0", 9'500'000'000, 1, 1, 1}});
  CHECK(bytes_in() == 250);
}

TEST_CASE("the processor's load needs two readings, the rest one") {
  FakeMachine machine;
  machine.zone(0, "41000\n");
  machine.zone(1, "63500\n");
  machine.zone(2, "-274000\n");
  HostSampler sampler(machine.sources());
  HostReading reading = sampler.read();
  REQUIRE(gauge(reading, "cpu"));
  CHECK_FALSE(gauge(reading, "cpu")->has_value());
  CHECK(gauge(reading, "memory")->value() == Approx(75.0));
  CHECK(gauge(reading, "temperature")->value() == Approx(63.5));
  CHECK(gauge(reading, "disk")->value() > 0);
  CHECK(gauge(reading, "disk")->value() <= 100);
  machine.write("proc/stat", "cpu  175 0 100 825 0 0 0 0 0 0\n");
  reading = sampler.read();
  CHECK(gauge(reading, "cpu")->value() == Approx(75.0));
}

TEST_CASE("a machine without thermal zones has no temperature, and says why") {
  const Read read{FakeMachine()};
  CHECK_FALSE(gauge(read.reading, "temperature"));
  CHECK(gauge(read.reading, "temperature").error().find("thermal") != std::string::npos);
}

TEST_CASE("this machine's own kernel is understood") {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(listen(fd, 1) == 0);
  REQUIRE(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  HostSources sources;
  sources.loopback = true;
  const HostReading reading = HostSampler(sources).read();
  close(fd);
  INFO((reading.tcp ? "" : reading.tcp.error()));
  REQUIRE(reading.tcp);
  const auto& ports = reading.tcp->listening.ports;
  CHECK(std::count(ports.begin(), ports.end(), Port{ntohs(address.sin_port), "lo"}) == 1);
  CHECK(reading.udp);
  CHECK(reading.traffic);
  CHECK(gauge(reading, "cpu"));
  CHECK(gauge(reading, "memory"));
}
