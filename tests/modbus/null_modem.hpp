// Two pseudo-terminals, each read from the other: the cable to a foreign serial server.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/lacking.hpp"

namespace gatewarden::modbus {

class NullModem {
 public:
  NullModem() {
    for (End& end : ends_) {
      std::array<char, 128> name{};
      termios raw{};
      cfmakeraw(&raw);
      if (openpty(&end.near, &end.far, name.data(), &raw, nullptr) != 0)
        throw test::Lacking("a pseudo-terminal");
      end.path = name.data();
    }
    if (pipe2(stop_.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    thread_ = std::thread([this] { carry(); });
  }
  ~NullModem() {
    close(stop_[1]);
    thread_.join();
    close(stop_[0]);
    for (End& end : ends_) {
      close(end.near);
      close(end.far);
    }
  }
  const std::string& master() const { return ends_[0].path; }
  const std::string& server() const { return ends_[1].path; }

 private:
  struct End {
    int near = -1, far = -1;
    std::string path;
  };
  void carry() {
    while (true) {
      std::array<pollfd, 3> wait{
          {{ends_[0].near, POLLIN, 0}, {ends_[1].near, POLLIN, 0}, {stop_[0], POLLIN, 0}}};
      if (poll(wait.data(), wait.size(), -1) < 0 || wait[2].revents != 0) return;
      for (std::size_t i = 0; i < 2; ++i) {
        std::array<std::uint8_t, 512> chunk;
        if ((wait[i].revents & POLLIN) == 0) continue;
        const ssize_t count = read(wait[i].fd, chunk.data(), chunk.size());
        if (count <= 0 || write(ends_[1 - i].near, chunk.data(), static_cast<std::size_t>(count)) != count)
          return;
      }
    }
  }
  std::array<End, 2> ends_;
  std::array<int, 2> stop_{};
  std::thread thread_;
};

}  // namespace gatewarden::modbus
