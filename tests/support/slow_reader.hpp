// A pipe with little room, whose reader reads only when told to.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <utility>

namespace gatewarden::test {

class SlowReader {
 public:
  SlowReader() {
    REQUIRE(::pipe2(ends_, O_CLOEXEC) == 0);
    room_ = ::fcntl(ends_[1], F_SETPIPE_SZ, 4096);
    REQUIRE(room_ > 0);
  }
  ~SlowReader() {
    close_reading();
    close_writing();
  }
  SlowReader(const SlowReader&) = delete;
  SlowReader& operator=(const SlowReader&) = delete;

  int writing() const { return ends_[1]; }
  std::size_t room() const { return static_cast<std::size_t>(room_); }
  // So many bytes; fewer if for 20 s none comes.
  std::string read(std::size_t wanted) const {
    std::string text;
    char piece[4096];
    pollfd ready{ends_[0], POLLIN, 0};
    while (text.size() < wanted && ::poll(&ready, 1, 20'000) > 0) {
      const ssize_t got = ::read(ends_[0], piece, std::min(sizeof piece, wanted - text.size()));
      if (got <= 0) break;
      text.append(piece, static_cast<std::size_t>(got));
    }
    return text;
  }
  void close_reading() { close(ends_[0]); }
  void close_writing() { close(ends_[1]); }

 private:
  static void close(int& end) {
    if (end >= 0) ::close(std::exchange(end, -1));
  }

  int ends_[2]{-1, -1};
  int room_ = 0;
};

}  // namespace gatewarden::test
