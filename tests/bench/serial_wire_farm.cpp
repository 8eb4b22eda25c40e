// A serial line with a wire's timing. Pseudo-terminals ignore their baud rate, so this program between two of
// them delays every byte as a wire would, one direction at a time, with a silence of 3.5 characters at each
// change of direction. It passes bytes on every millisecond and at the end, like a UART with a FIFO.
//
//   serial_wire_farm BAUD BITS_PER_CHARACTER
//
// Prints the paths of the master's and the slave's end. Ends with its standard input, then prints how often
// the master spoke before 3.5 characters of silence.
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/prctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <vector>

namespace {

using SteadyClock = std::chrono::steady_clock;
using Time = SteadyClock::time_point;
using std::chrono::nanoseconds;

struct End {
  End() {
    termios raw{};
    cfmakeraw(&raw);
    std::array<char, 128> name{};
    if (openpty(&near, &far, name.data(), &raw, nullptr) != 0) {
      std::perror("openpty");
      std::exit(1);
    }
    fcntl(near, F_SETFL, O_NONBLOCK);
    std::printf("%s\n", name.data());
  }
  int near = -1, far = -1;
};

struct Byte {
  Time arrives;
  std::uint8_t value;
};

class Wire {
 public:
  Wire(unsigned baud, unsigned bits)
      : character_(1'000'000'000ull * bits / baud),
        silence_(baud > 19'200 ? nanoseconds(1'750'000) : character_ * 7 / 2) {}

  void carry() {
    while (true) {
      std::array<pollfd, 3> wait{
          {{ends_[0].near, POLLIN, 0}, {ends_[1].near, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
      const timespec limit = until_next();
      if (ppoll(wait.data(), wait.size(), &limit, nullptr) < 0 || wait[2].revents != 0) break;
      for (std::size_t from = 0; from < 2; ++from) {
        if ((wait[from].revents & POLLIN) != 0) take(from);
      }
      deliver();
    }
    std::printf("%u\n", early_);
  }

 private:
  void take(std::size_t from) {
    std::array<std::uint8_t, 512> chunk;
    const ssize_t count = read(ends_[from].near, chunk.data(), chunk.size());
    const Time now = SteadyClock::now();
    for (ssize_t i = 0; i < count; ++i) {
      if (i == 0 && from == 0 && now < free_ + silence_ && last_from_ == 1) ++early_;
      const Time earliest = last_from_ != from ? free_ + silence_ : free_;
      free_ = std::max(now, earliest) + character_;
      last_from_ = from;
      on_the_way_[1 - from].push_back({free_, chunk[static_cast<std::size_t>(i)]});
    }
  }
  void deliver() {
    const Time now = SteadyClock::now();
    for (std::size_t to = 0; to < 2; ++to) {
      auto& queue = on_the_way_[to];
      if (queue.empty() || now < due(queue)) continue;
      std::vector<std::uint8_t> bytes;
      for (; !queue.empty() && queue.front().arrives <= now; queue.pop_front())
        bytes.push_back(queue.front().value);
      if (write(ends_[to].near, bytes.data(), bytes.size()) < 0) std::perror("write");
    }
  }
  // A millisecond's bytes, or the last byte.
  static Time due(const std::deque<Byte>& queue) {
    return std::min(queue.back().arrives, queue.front().arrives + std::chrono::milliseconds(1));
  }
  timespec until_next() const {
    Time next = SteadyClock::now() + std::chrono::seconds(1);
    for (const auto& queue : on_the_way_) {
      if (!queue.empty()) next = std::min(next, due(queue));
    }
    const auto left = std::max(nanoseconds(0), nanoseconds(next - SteadyClock::now()));
    return {left.count() / 1'000'000'000, left.count() % 1'000'000'000};
  }

  nanoseconds character_, silence_;
  std::array<End, 2> ends_;
  std::array<std::deque<Byte>, 2> on_the_way_;  // to each end
  Time free_ = SteadyClock::now();              // when the last bit is over
  std::size_t last_from_ = 1;
  unsigned early_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  prctl(PR_SET_TIMERSLACK, 1);
  Wire wire(static_cast<unsigned>(std::atoi(argv[1])), static_cast<unsigned>(std::atoi(argv[2])));
  std::fflush(stdout);
  wire.carry();
  return 0;
}
