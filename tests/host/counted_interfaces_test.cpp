// Each byte that passes the machine's border counts once, whatever it is made of inside.
#include <net/if.h>

#include <algorithm>
#include <cstring>

#include <catch2/catch.hpp>

#include "adapters/host/host_sampler.hpp"
#include "adapters/host/kernel/rtnetlink.hpp"
#include "tests/host/fake_machine.hpp"

using namespace gatewarden;
using namespace gatewarden::host;
using namespace gatewarden::host::test;

namespace {

using Names = std::vector<std::string>;

Names counted(FakeMachine& machine, const Names& present, const Names& patterns = {}, bool loopback = false) {
  std::vector<Counters> traffic = {{"lo", 0, 0, 0, 0}};
  for (const std::string& name : present) traffic.push_back({name, 0, 0, 0, 0});
  machine.traffic(traffic);
  HostSources sources = machine.sources(loopback);
  sources.counted = patterns;
  return HostSampler(sources).read().counted;
}

}  // namespace

TEST_CASE("a gateway with containers counts its hardware, not the bridge and the halves behind it") {
  FakeMachine machine;
  machine.hardware("eth0", 2);
  machine.link("docker0", 3, 3, "bridge");
  machine.link("vethA", 5, 4);
  machine.port("vethA", "docker0");
  machine.link("cali1", 7, 2);  // no bridge: routed to its container
  CHECK(counted(machine, {"eth0", "docker0", "vethA", "cali1"}) == Names{"eth0"});
}

TEST_CASE("a bridge as the only uplink counts by its hardware") {
  FakeMachine machine;
  machine.hardware("eth0", 2);
  machine.link("br0", 3, 3, "bridge");
  machine.port("eth0", "br0");
  machine.link("tap0", 4, 4, "", 1);
  machine.write("sys/class/net/tap0/tun_flags", "0x1002\n");
  machine.port("tap0", "br0");
  CHECK(counted(machine, {"eth0", "br0", "tap0"}) == Names{"eth0"});
}

TEST_CASE("a bond counts by its two cards, a VLAN by what carries it, a VPN not at all") {
  FakeMachine machine;
  machine.hardware("eth0", 2);
  machine.hardware("eth1", 3);
  machine.link("bond0", 4, 4, "bond");
  machine.port("eth0", "bond0");
  machine.port("eth1", "bond0");
  machine.link("bond0.5", 5, 4, "vlan");
  machine.stands_on("bond0.5", "bond0");
  machine.link("wg0", 6, 6, "wireguard", 65534);
  machine.link("tun0", 7, 7, "", 65534);
  machine.write("sys/class/net/tun0/tun_flags", "0x1001\n");
  CHECK(counted(machine, {"eth0", "eth1", "bond0", "bond0.5", "wg0", "tun0"}) == Names{"eth0", "eth1"});
}

TEST_CASE("in a container the interface whose other half is outside counts") {
  FakeMachine machine;
  machine.link("lo", 1, 1, "", 772);
  machine.link("eth0", 2, 17);
  SECTION("alone") { CHECK(counted(machine, {"eth0"}) == Names{"eth0"}); }
  SECTION("beside containers of its own") {
    machine.link("docker0", 3, 3, "bridge");
    machine.link("vethA", 5, 4);
    machine.port("vethA", "docker0");
    CHECK(counted(machine, {"eth0", "docker0", "vethA"}) == Names{"eth0"});
  }
  SECTION("below a bridge") {
    machine.link("br0", 3, 3, "bridge");
    machine.port("eth0", "br0");
    CHECK(counted(machine, {"eth0", "br0"}) == Names{"br0"});
  }
  SECTION("below a VLAN, beside a VPN and a dummy") {
    machine.link("eth0.5", 3, 2, "vlan");
    machine.stands_on("eth0.5", "eth0");
    machine.link("wg0", 4, 4, "wireguard", 65534);
    machine.link("dummy0", 6, 6);
    CHECK(counted(machine, {"eth0", "eth0.5", "wg0", "dummy0"}) == Names{"eth0"});
  }
}

TEST_CASE("a namespace that has a tunnel only counts the tunnel") {
  FakeMachine machine;
  machine.link("wg0", 4, 4, "wireguard", 65534);
  CHECK(counted(machine, {"wg0"}) == Names{"wg0"});
}

TEST_CASE("a veth with both halves here carries nothing over the border") {
  FakeMachine machine;
  machine.hardware("eth0", 2);
  machine.link("v0", 3, 4);
  machine.link("v1", 4, 3);
  CHECK(counted(machine, {"eth0", "v0", "v1"}) == Names{"eth0"});
}

TEST_CASE("a modem's PPP counts, PPP over Ethernet is counted at the Ethernet") {
  FakeMachine machine;
  machine.hardware("eth0", 2);
  machine.link("ppp0", 3, 3, "ppp", 512);
  CHECK(counted(machine, {"eth0", "ppp0"}) == Names{"eth0", "ppp0"});
  machine.write("proc/1/net/pppoe",
                "Id       Address              Device\n0000002A 02:00:00:00:00:01     eth0\n");
  CHECK(counted(machine, {"eth0", "ppp0"}) == Names{"eth0"});
}

TEST_CASE("a machine without /sys counts all but loopback, as nobody tells more") {
  FakeMachine machine;
  CHECK(counted(machine, {"eth0", "docker0"}) == Names{"eth0", "docker0"});
  CHECK(counted(machine, {"eth0"}, {}, true) == Names{"lo", "eth0"});
}

TEST_CASE("the fleet file says otherwise, by names and patterns") {
  FakeMachine machine;
  machine.hardware("eth0", 2);
  machine.link("br0", 3, 3, "bridge");
  machine.port("eth0", "br0");
  CHECK(counted(machine, {"eth0", "br0", "wwan0", "wwan1"}, {"br0", "wwan*"}) ==
        Names{"br0", "wwan0", "wwan1"});
  CHECK(counted(machine, {"eth0"}, {"l?"}) == Names{"lo"});
}

TEST_CASE("names that no interface has are an error that tells those there are") {
  FakeMachine machine;
  HostSources sources = machine.sources();
  sources.counted = {"etho"};
  const auto traffic = HostSampler(sources).read().traffic;
  REQUIRE_FALSE(traffic);
  CHECK(traffic.error() == "no interface has a name of gateway.host.interfaces; there are lo eth0");
}

TEST_CASE("an interface that begins or ceases to count is no spike") {
  FakeMachine machine;
  machine.link("eth0", 2, 17);
  HostSampler sampler(machine.sources());
  const auto bytes_in = [&] { return sampler.read().traffic->bytes_in; };
  machine.traffic({{"eth0", 7'000'000, 1, 1, 1}, {"usb0", 9'000'000, 1, 1, 1}});
  CHECK(bytes_in() == 0);
  machine.traffic({{"eth0", 7'000'100, 1, 1, 1}, {"usb0", 9'000'000, 1, 1, 1}});
  CHECK(bytes_in() == 100);
  machine.hardware("usb0", 3);  // now the border: eth0 ceases to count
  machine.traffic({{"eth0", 7'000'200, 1, 1, 1}, {"usb0", 9'000'050, 1, 1, 1}});
  CHECK(bytes_in() == 150);
  machine.traffic({{"eth0", 7'900'000, 1, 1, 1}, {"usb0", 9'000'080, 1, 1, 1}});
  CHECK(bytes_in() == 180);
}

namespace {

template <class Struct>
std::string raw(const Struct& value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

std::string attribute(int type, const std::string& value) {
  std::string bytes = raw(std::uint16_t(4 + value.size())) + raw(std::uint16_t(type)) + value;
  return bytes.append((4 - bytes.size() % 4) % 4, '\0');
}

struct Kernel {
  // As rtnetlink(7) has it; numbers of linux/if_link.h.
  Kernel& link(int index, const std::string& name, const std::string& kind, int below = 0, int master = 0,
               bool elsewhere = false) {
    std::string body =
        std::string("\0\0\1\0", 4) + raw(index) + raw(0U) + raw(0U) + attribute(3, name + '\0');
    if (below) body += attribute(5, raw(below));
    if (master) body += attribute(10, raw(master));
    if (!kind.empty()) body += attribute(18 | 0x8000, attribute(1, kind + '\0'));
    if (elsewhere) body += attribute(37, raw(0));
    return message(16, body);
  }
  Kernel& message(std::uint16_t type, const std::string& body) {
    said +=
        raw(std::uint32_t(16 + body.size())) + raw(type) + raw(std::uint16_t{2}) + raw(0U) + raw(0U) + body;
    return *this;
  }
  std::string said;
};

}  // namespace

TEST_CASE("the kernel's own word: a veth to elsewhere counts, what stands on it or inside does not") {
  Kernel kernel;
  kernel.link(2, "eth0", "veth", 2, 0, true)
      .link(3, "docker0", "bridge")
      .link(5, "vethA", "veth", 2, 3, true);
  kernel.link(6, "eth0.5", "vlan", 2).link(7, "tun0", "tun").message(3, "");
  LinkDump dump(false);
  CHECK(dump.take(kernel.said) == LinkDump::Next::end);
  CHECK(border_of(dump.links()) == std::set<std::string>{"eth0"});
}

TEST_CASE("a dump that is cut or refused is no word of the kernel") {
  Kernel kernel;
  kernel.link(2, "eth0", "");
  LinkDump dump(false);
  CHECK(dump.take(std::string_view(kernel.said).substr(0, kernel.said.size() - 1)) == LinkDump::Next::failed);
  CHECK(dump.take(Kernel().message(2, raw(-1)).said) == LinkDump::Next::failed);
  CHECK(dump.take(kernel.said) == LinkDump::Next::more);
}

TEST_CASE("a dump during which the interfaces changed is not taken for the whole") {
  const int torn = GENERATE(0, 1);  // the kernel marks any of the messages, the last one included
  Kernel kernel;
  kernel.link(2, "eth0", "");
  const std::size_t second = kernel.said.size();
  kernel.message(3, "");
  kernel.said[(torn == 0 ? 0 : second) + 6] |= 0x10;
  LinkDump dump(false);
  CHECK(dump.take(kernel.said) == LinkDump::Next::torn);
}

TEST_CASE("this machine's own kernel tells its interfaces") {
  const auto links = kernel_links(false);
  REQUIRE(links);
  std::set<std::string> told, there;
  for (const NetworkLink& link : *links) told.insert(link.name);
  auto* const all = if_nameindex();
  for (auto* each = all; each && each->if_index != 0; ++each) {
    if (std::strcmp(each->if_name, "lo") != 0) there.insert(each->if_name);
  }
  if_freenameindex(all);
  CHECK(told == there);
}
