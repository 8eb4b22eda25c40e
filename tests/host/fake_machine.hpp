// A machine made of files, as the kernel would show it to a container that has it below a root of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "adapters/host/host_link.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::host::test {

inline const char* const kSocketHeader =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

// A line as the kernel prints it. Addresses are hex words of this machine, "0100007F:0016".
inline std::string socket_line(const std::string& local, const std::string& remote,
                               const std::string& state) {
  static int slot = 0;
  return "   " + std::to_string(slot++) + ": " + local + " " + remote + " " + state +
         " 00000000:00000000 00:00000000 00000000     0        0 17 1 0000000000000000 100 0 0 10 0\n";
}

// "eth0", bytes in, packets in, bytes out, packets out.
struct Counters {
  std::string name;
  std::uint64_t bytes_in, packets_in, bytes_out, packets_out;
};
inline std::string dev(const std::vector<Counters>& interfaces) {
  std::string text =
      "Inter-|   Receive                                                |  Transmit\n"
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo "
      "colls carrier compressed\n";
  for (const Counters& each : interfaces) {
    text += "  " + each.name + ": " + std::to_string(each.bytes_in) + " " + std::to_string(each.packets_in) +
            " 0 0 0 0 0 0 " + std::to_string(each.bytes_out) + " " + std::to_string(each.packets_out) +
            " 0 0 0 0 0 0\n";
  }
  return text;
}

class FakeMachine {
 public:
  FakeMachine() {
    std::filesystem::create_directories(folder_.path() / "proc/1/net");
    for (const char* table : {"tcp", "tcp6", "udp", "udp6"}) sockets(table, {});
    traffic({{"lo", 0, 0, 0, 0}, {"eth0", 0, 0, 0, 0}});
    write("proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 100 0 100 800 0 0 0 0 0 0\n");
    write("proc/meminfo", "MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     250 kB\n");
  }

  void write(const std::string& path, const std::string& text) { folder_.write(path, text); }
  void make(const std::string& path) { std::filesystem::create_directories(folder_.path() / path); }
  void remove(const std::string& path) { std::filesystem::remove(folder_.path() / path); }
  void sockets(const std::string& table, const std::vector<std::string>& lines) {
    std::string text = kSocketHeader;
    for (const std::string& line : lines) text += line;
    write("proc/1/net/" + table, text);
  }
  void traffic(const std::vector<Counters>& interfaces) { write("proc/1/net/dev", dev(interfaces)); }
  // An interface in sysfs. `other`: the index of what it is linked to; its own for most.
  void link(const std::string& name, int index, int other, const std::string& devtype = "", int type = 1) {
    const std::string path = "sys/class/net/" + name;
    std::filesystem::create_directories(folder_.path() / path);
    write(path + "/type", std::to_string(type) + "\n");
    write(path + "/ifindex", std::to_string(index) + "\n");
    write(path + "/iflink", std::to_string(other) + "\n");
    write(path + "/uevent",
          (devtype.empty() ? "" : "DEVTYPE=" + devtype + "\n") + "INTERFACE=" + name + "\n");
  }
  void hardware(const std::string& name, int index) {
    link(name, index, index);
    std::filesystem::create_directories(folder_.path() / "sys/class/net" / name / "device");
  }
  void port(const std::string& name, const std::string& master) {
    point("sys/class/net/" + name + "/master", "../" + master);
    stands_on(master, name);
  }
  void stands_on(const std::string& upper, const std::string& lower) {
    point("sys/class/net/" + upper + "/lower_" + lower, "../" + lower);
  }

  void zone(int number, const std::string& text) {
    const std::string path = "sys/class/thermal/thermal_zone" + std::to_string(number);
    std::filesystem::create_directories(folder_.path() / path);
    write(path + "/temp", text);
  }

  HostSources sources(bool loopback = false) const {
    HostSources made;
    made.root = folder_.path().string();
    made.state_directory = made.root;
    made.loopback = loopback;
    made.addresses_of_its_own = [] {
      return std::vector<Interface>{{"lo", *IpAddress::parse("127.0.0.1"), true},
                                    {"lo", *IpAddress::parse("::1"), true},
                                    {"eth0", *IpAddress::parse("192.0.2.10"), false},
                                    {"eth0", *IpAddress::parse("2001:db8::10"), false},
                                    {"wlan0", *IpAddress::parse("198.51.100.4"), false}};
    };
    return made;
  }

 private:
  void point(const std::string& path, const std::string& target) {
    std::filesystem::create_directory_symlink(target, folder_.path() / path);
  }

  gatewarden::test::TemporaryFolder folder_;
};

// Addresses as a little-endian kernel prints them.
inline const std::string kAny4 = "00000000";
inline const std::string kAny6 = "00000000000000000000000000000000";
inline const std::string kLoopback4 = "0100007F";
inline const std::string kLoopback6 = "00000000000000000000000001000000";
inline const std::string kEth4 = "0A0200C0";                          // 192.0.2.10
inline const std::string kEth6 = "B80D0120000000000000000010000000";  // 2001:db8::10
inline const std::string kPeer4 = "076433C6";                         // 198.51.100.7
inline const std::string kPeer6 =
    "B80D01200000000000000000EFBEADDE";  // 2001:db8::dead:beef, the words swapped
inline const std::string kMapped4 = "0000000000000000FFFF0000076433C6";    // ::ffff:198.51.100.7
inline const std::string kMappedEth = "0000000000000000FFFF00000A0200C0";  // ::ffff:192.0.2.10
inline const std::string kNobody4 = kAny4 + ":0000";
inline const std::string kNobody6 = kAny6 + ":0000";

}  // namespace gatewarden::host::test
