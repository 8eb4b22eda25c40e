#include "adapters/host/host_sampler.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "adapters/host/proc_net.hpp"
#include "adapters/host/socket_survey.hpp"

namespace gatewarden::host {
namespace {

constexpr std::size_t kBlock = 64 * 1024;
constexpr std::size_t kSmallFile = 64 * 1024;

class File {
 public:
  explicit File(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool is_open() const { return fd_ >= 0; }
  ssize_t read_some(char* into, std::size_t size) const {
    while (true) {
      const ssize_t got = ::read(fd_, into, size);
      if (got >= 0 || errno != EINTR) return got;
    }
  }

 private:
  int fd_;
};

Error unreadable(const std::string& path, int error) {
  return Error{"cannot read " + path + ": " + std::strerror(error)};
}

// Line by line through one block; `take` says false to stop at a line it cannot read.
Result<void> each_line(const std::string& path, std::size_t bound,
                       const std::function<bool(std::string_view)>& take) {
  const File file(path);
  if (!file.is_open()) return unreadable(path, errno);
  std::string block;
  std::size_t all = 0;
  while (true) {
    const std::size_t kept = block.size();
    block.resize(kept + kBlock);
    const ssize_t got = file.read_some(block.data() + kept, kBlock);
    if (got < 0) return unreadable(path, errno);
    block.resize(kept + static_cast<std::size_t>(got));
    all += static_cast<std::size_t>(got);
    if (all > bound) return Error{path + " is longer than " + std::to_string(bound >> 20) + " MiB"};
    std::size_t from = 0;
    for (std::size_t end = block.find('\n'); end != std::string::npos; end = block.find('\n', from)) {
      if (!take(std::string_view(block).substr(from, end - from)))
        return Error{path + " has a line of an unknown form"};
      from = end + 1;
    }
    block.erase(0, from);
    if (got > 0) continue;
    if (!block.empty()) return Error{path + " ends within a line"};
    return {};
  }
}

Result<std::string> whole(const std::string& path) {
  const File file(path);
  if (!file.is_open()) return unreadable(path, errno);
  std::string text(kSmallFile, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = file.read_some(text.data() + size, text.size() - size);
    if (got < 0) return unreadable(path, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

}  // namespace

HostSampler::HostSampler(HostSources sources) : sources_(std::move(sources)) {}

std::string HostSampler::path(std::string_view below) const {
  return (std::filesystem::path(sources_.root) / below).string();
}

HostReading HostSampler::read() {
  const InterfaceNames interfaces(sources_.interfaces());
  SocketSurvey survey(interfaces, sources_.loopback, sources_.seed + ++readings_);
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
  reading.traffic = read_traffic(interfaces);
  reading.cpu = read_cpu();
  reading.memory = read_memory();
  reading.disk = read_disk();
  reading.temperature = read_temperature();
  return reading;
}

Result<void> HostSampler::read_sockets(const char* table,
                                       const std::function<void(const Socket&)>& take) const {
  const std::string file = path(std::string("proc/net/") + table);
  // A kernel without IPv6 has no such table, and no such sockets.
  const bool six = std::string_view(table).back() == '6';
  if (six && access(file.c_str(), F_OK) != 0 && errno == ENOENT) return {};
  return each_line(file, kMaxTableBytes, [&](std::string_view line) {
    if (is_socket_header(line)) return true;
    const auto socket = parse_socket(line);
    if (socket) take(*socket);
    return socket.has_value();
  });
}

Result<TrafficTotals> HostSampler::read_traffic(const InterfaceNames& interfaces) {
  std::vector<InterfaceCounters> all;
  const auto read = each_line(path("proc/net/dev"), kMaxTableBytes, [&](std::string_view line) {
    if (is_interface_header(line)) return true;
    auto counters = parse_interface(line);
    if (counters) all.push_back(std::move(*counters));
    return counters.has_value();
  });
  if (!read) return Error{read.error()};
  return traffic_.take(all, interfaces, sources_.loopback);
}

Result<std::optional<double>> HostSampler::read_cpu() {
  const std::string file = path("proc/stat");
  const auto text = whole(file);
  if (!text) return Error{text.error()};
  const auto now = parse_cpu(*text);
  if (!now) return Error{file + " has no line of all processors"};
  const auto before = std::exchange(cpu_before_, now);
  return before ? cpu_used(*before, *now) : std::nullopt;
}

Result<double> HostSampler::read_memory() const {
  const std::string file = path("proc/meminfo");
  const auto text = whole(file);
  if (!text) return Error{text.error()};
  const auto used = parse_memory_used(*text);
  if (!used) return Error{file + " does not say MemTotal and MemAvailable"};
  return *used;
}

// As df(1) counts: what is kept for root is neither used nor free to us.
Result<double> HostSampler::read_disk() const {
  struct statvfs disk {};
  if (statvfs(sources_.state_directory.c_str(), &disk) != 0)
    return unreadable(sources_.state_directory, errno);
  const double used = static_cast<double>(disk.f_blocks - disk.f_bfree);
  const double usable = used + static_cast<double>(disk.f_bavail);
  if (usable <= 0) return Error{"the file system of " + sources_.state_directory + " has no size"};
  return 100.0 * used / usable;
}

Result<double> HostSampler::read_temperature() const {
  const std::string folder = path("sys/class/thermal");
  std::optional<double> hottest;
  std::error_code error;
  for (std::filesystem::directory_iterator zone(folder, error), end; !error && zone != end;
       zone.increment(error)) {
    if (zone->path().filename().string().rfind("thermal_zone", 0) != 0) continue;
    const auto text = whole((zone->path() / "temp").string());
    const auto degrees = text ? parse_temperature(*text) : std::nullopt;
    if (degrees) hottest = std::max(hottest.value_or(*degrees), *degrees);
  }
  if (!hottest) return Error{"no thermal zone below " + folder + " gives a temperature"};
  return *hottest;
}

}  // namespace gatewarden::host
