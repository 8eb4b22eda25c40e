// A farm of Modbus TCP slaves in one process and one thread, for modbus_bench: every unit id on every port
// answers reads of registers, at once or after a delay of its own (as devices behind an RTU gateway do, any
// number at a time).
//
//   modbus_farm PORTS DELAY_US INTERVAL_MS
//
// Prints its ports in one line. Then, for each line on standard input: "reset" forgets what was counted,
// "report" prints one line "REQUESTS MISSED" - missed are the readings a slave should have had, one an
// INTERVAL_MS, and had not. Ends with its standard input.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <queue>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct SlaveRecord {
  Clock::time_point last{};
  std::uint64_t missed = 0;
};

struct Client {
  int fd = -1;
  std::size_t port = 0;
  std::uint64_t serial = 0;  // tells a late answer that its connection is another one by now
  std::size_t used = 0;
  std::array<std::uint8_t, 4096> in{};
  std::string out;
};

struct Late {
  Clock::time_point due;
  int fd;
  std::uint64_t serial;
  std::string frame;
  bool operator<(const Late& other) const { return due > other.due; }
};

class Farm {
 public:
  Farm(std::size_t ports, std::chrono::microseconds delay, std::chrono::milliseconds interval)
      : delay_(delay), interval_(interval), slaves_(ports * 256), epoll_(epoll_create1(0)) {
    for (std::size_t i = 0; i < ports; ++i) listen_on(i);
    std::printf("\n");
    std::fflush(stdout);
    watch(STDIN_FILENO);
  }

  void run() {
    std::vector<epoll_event> events(1024);
    while (true) {
      const int count = wait(events);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == STDIN_FILENO) {
          if (!obey()) return;
        } else if (at(port_of_, fd) >= 0) {
          accept_all(fd);
        } else if (Client* client = clients_[static_cast<std::size_t>(fd)].get()) {
          take(*client);
        }
      }
      send_late();
    }
  }

 private:
  static int& at(std::vector<int>& table, int fd) {
    if (table.size() <= static_cast<std::size_t>(fd)) table.resize(static_cast<std::size_t>(fd) + 1, -1);
    return table[static_cast<std::size_t>(fd)];
  }

  void watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void listen_on(std::size_t index) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(fd, 128) != 0) {
      std::perror("modbus_farm");
      std::exit(1);
    }
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
    at(port_of_, fd) = static_cast<int>(index);
    std::printf("%d ", ntohs(address.sin_port));
    watch(fd);
  }

  int wait(std::vector<epoll_event>& events) const {
    timespec timeout{3600, 0};
    if (!late_.empty()) {
      const auto left = std::max(late_.top().due - Clock::now(), Clock::duration::zero());
      timeout = {left / std::chrono::seconds(1), (left % std::chrono::seconds(1)).count()};
    }
    return epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
  }

  bool obey() {
    char buffer[256];
    const ssize_t count = read(STDIN_FILENO, buffer, sizeof buffer);
    if (count <= 0) return false;
    commands_.append(buffer, static_cast<std::size_t>(count));
    for (std::size_t end; (end = commands_.find('\n')) != std::string::npos; commands_.erase(0, end + 1)) {
      const std::string command = commands_.substr(0, end);
      if (command == "reset") {
        requests_ = 0;
        for (SlaveRecord& slave : slaves_) slave.missed = 0;
      } else if (command == "report") {
        std::uint64_t missed = 0;
        for (const SlaveRecord& slave : slaves_) missed += slave.missed;
        std::printf("%llu %llu\n", static_cast<unsigned long long>(requests_),
                    static_cast<unsigned long long>(missed));
        std::fflush(stdout);
      }
    }
    return true;
  }

  void accept_all(int listening) {
    for (int fd; (fd = accept4(listening, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (clients_.size() <= static_cast<std::size_t>(fd)) clients_.resize(static_cast<std::size_t>(fd) + 1);
      auto client = std::make_unique<Client>();
      client->fd = fd;
      client->port = static_cast<std::size_t>(at(port_of_, listening));
      client->serial = ++serials_;
      clients_[static_cast<std::size_t>(fd)] = std::move(client);
      watch(fd);
    }
  }

  void take(Client& client) {
    const ssize_t count = recv(client.fd, client.in.data() + client.used, client.in.size() - client.used, 0);
    if (count <= 0) {
      if (count < 0 && errno == EAGAIN) return;
      close(client.fd);
      clients_[static_cast<std::size_t>(client.fd)].reset();
      return;
    }
    client.used += static_cast<std::size_t>(count);
    const auto now = Clock::now();
    std::size_t used = 0;
    for (; client.used - used >= 12; used += 12) {
      std::string frame = answer(client, client.in.data() + used, now);
      if (delay_ == delay_.zero()) {
        client.out += frame;
      } else {
        late_.push({now + delay_, client.fd, client.serial, std::move(frame)});
      }
    }
    std::memmove(client.in.data(), client.in.data() + used, client.used - used);
    client.used -= used;
    flush(client);
  }

  // To a request for registers, all of them 12 bytes: register n is worth n plus how often the farm was
  // asked.
  std::string answer(const Client& client, const std::uint8_t* request, Clock::time_point now) {
    const unsigned count = static_cast<unsigned>(request[10] << 8 | request[11]);
    SlaveRecord& slave = slaves_[client.port * 256 + request[6]];
    ++requests_;
    if (slave.last != Clock::time_point{}) {
      const auto gaps = (now - slave.last + interval_ / 2) / interval_;
      if (gaps > 1) slave.missed += static_cast<std::uint64_t>(gaps - 1);
    }
    slave.last = now;
    std::string frame(reinterpret_cast<const char*>(request), 4);
    const unsigned length = 3 + 2 * count;
    frame += static_cast<char>(length >> 8);
    frame += static_cast<char>(length);
    frame += static_cast<char>(request[6]);
    frame += static_cast<char>(request[7]);
    frame += static_cast<char>(2 * count);
    for (unsigned i = 0; i < count; ++i) {
      const std::uint64_t value = requests_ + i;
      frame += static_cast<char>(value >> 8);
      frame += static_cast<char>(value);
    }
    return frame;
  }

  static void flush(Client& client) {
    if (client.out.empty()) return;
    const ssize_t sent = send(client.fd, client.out.data(), client.out.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(client.out.size()))
      std::fprintf(stderr, "modbus_farm: an answer was cut\n");
    client.out.clear();
  }

  void send_late() {
    const auto now = Clock::now();
    while (!late_.empty() && late_.top().due <= now) {
      const Late& late = late_.top();
      Client* client = clients_[static_cast<std::size_t>(late.fd)].get();
      if (client && client->serial == late.serial) {
        client->out = late.frame;
        flush(*client);
      }
      late_.pop();
    }
  }

  std::chrono::microseconds delay_;
  std::chrono::milliseconds interval_;
  std::vector<SlaveRecord> slaves_;  // by port and unit id
  int epoll_;
  std::vector<int> port_of_;  // by listening fd, else -1
  std::vector<std::unique_ptr<Client>> clients_;
  std::priority_queue<Late> late_;
  std::string commands_;
  std::uint64_t requests_ = 0;
  std::uint64_t serials_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: modbus_farm PORTS DELAY_US INTERVAL_MS\n");
    return 2;
  }
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  Farm farm(std::strtoul(argv[1], nullptr, 10), std::chrono::microseconds(std::atol(argv[2])),
            std::chrono::milliseconds(std::atol(argv[3])));
  farm.run();
}
