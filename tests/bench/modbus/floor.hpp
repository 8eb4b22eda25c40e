// A yardstick, not a master: the least work for the same exchange over bare sockets. One thread, a 10 ms
// tick, one send per tick, no decoding, no error handling.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "tests/bench/modbus/readings.hpp"
#include "tests/bench/modbus/scenario.hpp"

namespace bench {

class Floor {
 public:
  Floor(const std::vector<std::uint16_t>& ports, const Scenario& scenario)
      : units_(scenario.units), period_(scenario.period), epoll_(epoll_create1(0)) {
    for (const std::uint16_t port : ports) dial(port, scenario.outstanding);
  }
  ~Floor() {
    for (const Line& line : lines_) close(line.fd);
    close(epoll_);
  }

  // Never returns.
  void run(Readings& readings) {
    constexpr std::chrono::nanoseconds kTick = std::chrono::milliseconds(10);
    const auto start = std::chrono::steady_clock::now();
    std::uint64_t sent = 0;
    std::vector<epoll_event> events(1024);
    if (period_.count() == 0) {
      for (Line& line : lines_) {
        line.waiting = line.credit;
        pump(line);
      }
    }
    while (true) {
      std::chrono::nanoseconds pause = std::chrono::milliseconds(100);
      if (period_.count() > 0) {
        const std::chrono::nanoseconds now = std::chrono::steady_clock::now() - start;
        const auto slaves = lines_.size() * units_;
        const auto due =
            static_cast<std::uint64_t>(static_cast<double>(now.count()) /
                                       static_cast<double>(period_.count()) * static_cast<double>(slaves));
        for (; sent < due; ++sent) ++lines_[sent % slaves / units_].waiting;
        for (Line& line : lines_) {
          if (line.waiting > 0) pump(line);
        }
        pause = kTick - now % kTick;
      }
      const timespec timeout{0, pause.count()};
      const int count = epoll_pwait2(epoll_, events.data(), 1024, &timeout, nullptr);
      for (int i = 0; i < count; ++i) take(lines_[events[static_cast<std::size_t>(i)].data.u32], readings);
    }
  }

 private:
  struct Line {
    int fd = -1;
    unsigned credit = 0;
    unsigned waiting = 0;
    unsigned unit = 0;
    std::uint16_t transaction = 0;
    std::size_t used = 0;
    std::array<std::uint8_t, 1024> in{};
  };

  void dial(std::uint16_t port, unsigned depth) {
    Line line;
    line.fd = socket(AF_INET, SOCK_STREAM, 0);
    line.credit = depth;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    if (connect(line.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("connect");
    setsockopt(line.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = static_cast<std::uint32_t>(lines_.size());
    epoll_ctl(epoll_, EPOLL_CTL_ADD, line.fd, &event);
    lines_.push_back(line);
  }

  void pump(Line& line) {
    std::array<std::uint8_t, 12 * 16> out;
    std::size_t used = 0;
    for (; line.credit > 0 && line.waiting > 0 && used < out.size(); --line.credit, --line.waiting) {
      line.unit = line.unit % units_ + 1;
      ++line.transaction;
      const std::array<std::uint8_t, 12> request{static_cast<std::uint8_t>(line.transaction >> 8),
                                                 static_cast<std::uint8_t>(line.transaction),
                                                 0,
                                                 0,
                                                 0,
                                                 6,
                                                 static_cast<std::uint8_t>(line.unit),
                                                 3,
                                                 0,
                                                 0,
                                                 0,
                                                 10};
      std::memcpy(out.data() + used, request.data(), request.size());
      used += request.size();
    }
    if (used > 0 && send(line.fd, out.data(), used, MSG_NOSIGNAL) != static_cast<ssize_t>(used)) {
      throw std::runtime_error("send");
    }
  }

  void take(Line& line, Readings& readings) {
    const ssize_t count = recv(line.fd, line.in.data() + line.used, line.in.size() - line.used, MSG_DONTWAIT);
    if (count <= 0) return;
    line.used += static_cast<std::size_t>(count);
    std::size_t used = 0;
    for (; line.used - used >= 29; used += 29) {
      readings.take(stamp_of(line.in.data() + used + 9));
      ++line.credit;
      if (period_.count() == 0) ++line.waiting;
    }
    std::memmove(line.in.data(), line.in.data() + used, line.used - used);
    line.used -= used;
    pump(line);
  }

  unsigned units_;
  std::chrono::nanoseconds period_;
  int epoll_;
  std::vector<Line> lines_;
};

}  // namespace bench
