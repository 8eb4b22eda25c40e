// A farm of Modbus TCP slaves in one thread: every unit id on every port answers reads of registers, at once
// or after a delay (any number at a time, as behind an RTU gateway). Dead slaves are silent.
//
//   modbus_farm PORTS UNITS DELAY_US INTERVAL_MS DEAD_PERCENT
//
// The first four registers are the time of the request: microseconds of the steady clock, which processes
// share. Prints its ports in one line, then reads commands, one per line:
//
//   reset    forgets what was counted
//   report   prints ANSWERS MISSED, then p50, p99 and the most of the time between two readings of a slave,
//            then the same of their lateness on the slave's own grid, in microseconds. Missed are the
//            readings a slave should have had, one an INTERVAL_MS, and had not. Of slaves that answer;
//            INTERVAL_MS 0: only ANSWERS is counted.
//   swept    prints the time (as in the registers) at which the last slave was answered first, or 0
//   quit
//
// Ends with its standard input.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "tests/bench/modbus/slaves.hpp"

namespace {

using bench::SteadyClock;
using bench::SteadyTime;

constexpr int kBacklog = 1024;  // a master may open all connections at once

struct Client {
  int fd = -1;
  std::size_t port = 0;
  std::uint64_t serial = 0;  // shows a late answer that its connection has been replaced
  std::size_t used = 0;
  std::array<std::uint8_t, 4096> in{};
  std::string out;
};

struct Late {
  SteadyTime due;
  int fd;
  std::uint64_t serial;
  std::string frame;
  bool operator<(const Late& other) const { return due > other.due; }
};

class Farm {
 public:
  explicit Farm(const bench::Shape& shape) : delay_(shape.delay), slaves_(shape), epoll_(epoll_create1(0)) {
    for (std::size_t i = 0; i < shape.ports; ++i) listen_on(i);
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
          if (!take_commands()) return;
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
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(fd, kBacklog) != 0) {
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
      const auto left = std::max(late_.top().due - SteadyClock::now(), SteadyClock::duration::zero());
      timeout = {left / std::chrono::seconds(1), (left % std::chrono::seconds(1)).count()};
    }
    return epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
  }

  bool take_commands() {
    char buffer[256];
    const ssize_t count = read(STDIN_FILENO, buffer, sizeof buffer);
    if (count <= 0) return false;
    commands_.append(buffer, static_cast<std::size_t>(count));
    for (std::size_t end; (end = commands_.find('\n')) != std::string::npos; commands_.erase(0, end + 1)) {
      if (!obey(commands_.substr(0, end))) return false;
    }
    return true;
  }

  bool obey(const std::string& command) {
    if (command == "quit") return false;
    if (command == "reset") {
      slaves_.reset(SteadyClock::now());
    } else if (command == "report") {
      std::printf("%s\n", slaves_.report(SteadyClock::now()).c_str());
    } else if (command == "swept") {
      std::printf("%llu\n", static_cast<unsigned long long>(slaves_.swept()));
    }
    std::fflush(stdout);
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
    const SteadyTime now = SteadyClock::now();
    std::size_t used = 0;
    for (; client.used - used >= 12; used += 12) {  // a request for registers
      std::string frame = slaves_.answer(client.port, client.in.data() + used, now);
      if (frame.empty()) continue;
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

  static void flush(Client& client) {
    if (client.out.empty()) return;
    const ssize_t sent = send(client.fd, client.out.data(), client.out.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(client.out.size()))
      std::fprintf(stderr, "modbus_farm: an answer was cut\n");
    client.out.clear();
  }

  void send_late() {
    const SteadyTime now = SteadyClock::now();
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
  bench::Slaves slaves_;
  int epoll_;
  std::vector<int> port_of_;  // by listening fd, else -1
  std::vector<std::unique_ptr<Client>> clients_;
  std::priority_queue<Late> late_;
  std::string commands_;
  std::uint64_t serials_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: modbus_farm PORTS UNITS DELAY_US INTERVAL_MS DEAD_PERCENT\n");
    return 2;
  }
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const auto number = [&](int place) { return std::strtoul(argv[place], nullptr, 10); };
  Farm farm(bench::Shape{number(1), number(2), std::chrono::microseconds(number(3)),
                         std::chrono::milliseconds(number(4)), static_cast<unsigned>(number(5))});
  farm.run();
}
