#include "gateway/uplink/lines/standard_output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <sstream>

#include "tests/support/eventually.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/uplink/lines/scripted_target.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

const LineWriterSettings kPrompt{.gather = 0ms, .retry_interval = 1ms};

struct Pipe {
  Pipe() { REQUIRE(::pipe2(ends, O_CLOEXEC) == 0); }
  Pipe(int reading, int writing) : ends{reading, writing} {}
  ~Pipe() {
    stop_reading();
    ::close(ends[1]);
  }
  void stop_reading() {
    if (ends[0] >= 0) ::close(ends[0]);
    ends[0] = -1;
  }
  // Reads `bytes` more, or until nothing came for 20 s.
  std::string read(std::size_t bytes) const {
    std::string text;
    char piece[4096];
    struct pollfd ready = {ends[0], POLLIN, 0};
    while (text.size() < bytes && ::poll(&ready, 1, 20'000) > 0) {
      const ssize_t got = ::read(ends[0], piece, std::min(sizeof piece, bytes - text.size()));
      if (got <= 0) break;
      text.append(piece, static_cast<std::size_t>(got));
    }
    return text;
  }
  int ends[2];  // to read from, to write to
};

std::unique_ptr<LineWriter> writer_to(int descriptor, LineWriterSettings settings = kPrompt) {
  return std::make_unique<LineWriter>(std::make_unique<StandardOutput>(descriptor), settings);
}

}  // namespace

TEST_CASE("standard output gets whole lines in their order, also lines longer than a pipe takes at once") {
  Pipe pipe;
  auto writer = writer_to(pipe.ends[1]);
  std::string expected;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const std::string line = line_of(i, i % 20 == 0 ? 10'000 : 300);
    REQUIRE(writer->offer(line));
    expected += line + '\n';
  }
  CHECK(pipe.read(expected.size()) == expected);
  writer->close(soon());
  CHECK(writer->snapshot().lines == 200);
}

TEST_CASE("lines of others on the same pipe stand between ours, never within") {
  Pipe pipe;
  constexpr std::uint64_t kOurs = 500, kTheirs = 5000;
  const std::string theirs = "somebody else\n";
  std::size_t total = kTheirs * theirs.size();
  auto writer = writer_to(pipe.ends[1]);
  std::thread other([&] {
    for (std::uint64_t i = 0; i<kTheirs&& ::write(pipe.ends[1], theirs.data(), theirs.size())> 0; ++i) {
    }
  });
  for (std::uint64_t i = 0; i < kOurs; ++i) {
    const std::string line = line_of(i, 700);
    writer->offer(line);
    total += line.size() + 1;
  }
  std::istringstream read(pipe.read(total));
  other.join();
  std::uint64_t ours = 0, between = 0;
  for (std::string line; std::getline(read, line);) {
    if (line + '\n' == theirs) {
      ++between;
    } else {
      REQUIRE(line == line_of(ours++, 700));
    }
  }
  CHECK(ours == kOurs);
  CHECK(between == kTheirs);
}

TEST_CASE("a pipe nobody reads holds up nothing, drops are counted, and it flows again when read") {
  Pipe pipe;
  auto writer = writer_to(pipe.ends[1], {.buffer_bytes = 32 * 1024, .gather = 0ms});
  std::string accepted;
  std::uint64_t refused = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const std::string line = line_of(i);
    if (writer->offer(line)) {
      accepted += line + '\n';
    } else {
      ++refused;
    }
  }
  CHECK(refused > 15'000);
  CHECK(writer->snapshot().dropped == refused);
  CHECK_FALSE(writer->snapshot().failed);
  CHECK(writer->snapshot().waiting_bytes > 30 * 1024);

  CHECK(pipe.read(accepted.size()) == accepted);
  REQUIRE(eventually([&] { return writer->snapshot().waiting_bytes == 0; }));
  CHECK(writer->offer("and on"));
  CHECK(pipe.read(7) == "and on\n");
}

TEST_CASE("stopping does not wait for a reader longer than its deadline") {
  Pipe pipe;
  auto writer = writer_to(pipe.ends[1]);
  for (std::uint64_t i = 0; i < 5000; ++i) writer->offer(line_of(i));
  writer->close(SteadyTime::clock::now() + 10ms);
  CHECK(writer->snapshot().waiting_bytes > 0);
}

TEST_CASE("stopping waits for a slow reader until its deadline") {
  Pipe pipe;
  auto writer = writer_to(pipe.ends[1]);
  std::string expected;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    writer->offer(line_of(i));
    expected += line_of(i) + '\n';
  }
  std::string read;
  std::thread reader([&] { read = pipe.read(expected.size()); });
  writer->close(soon());
  reader.join();
  CHECK(read == expected);
  CHECK(writer->snapshot().waiting_bytes == 0);
}

TEST_CASE("a reader that left is a trouble and no signal") {
  const auto before = std::signal(SIGPIPE, SIG_DFL);
  Pipe pipe;
  auto writer = writer_to(pipe.ends[1]);
  pipe.stop_reading();
  writer->offer("a line");
  REQUIRE(eventually([&] { return writer->snapshot().failed; }));
  CHECK_THAT(writer->snapshot().why, Contains("standard output") && Contains("nobody reads it any more"));
  CHECK(writer->snapshot().waiting_bytes == 7);
  writer->close(soon());
  std::signal(SIGPIPE, before);
}

TEST_CASE("a reader that comes back to a named pipe reads on where the last one stopped") {
  TemporaryFolder folder;
  const std::string path = folder / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const int reading = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  Pipe pipe(reading, ::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  auto writer = writer_to(pipe.ends[1]);
  std::string expected;  // more than a pipe holds
  for (std::uint64_t i = 0; i < 1000; ++i) {
    writer->offer(line_of(i, 200));
    expected += line_of(i, 200) + '\n';
  }
  CHECK(pipe.read(10'000) == expected.substr(0, 10'000));
  pipe.stop_reading();
  REQUIRE(eventually([&] { return writer->snapshot().failed; }));
  pipe.ends[0] = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  CHECK(pipe.read(expected.size() - 10'000) == expected.substr(10'000));
  CHECK(eventually([&] { return !writer->snapshot().failed; }));
}

TEST_CASE("a socket, as a service's standard output is, takes lines too") {
  int sockets[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0);
  Pipe pipe(sockets[0], sockets[1]);
  auto writer = writer_to(pipe.ends[1]);
  std::string expected;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    REQUIRE(writer->offer(line_of(i)));
    expected += line_of(i) + '\n';
  }
  CHECK(pipe.read(expected.size()) == expected);
}

TEST_CASE("a standard output that is full or closed is named") {
  int descriptor = -1;
  std::string expected;
  SECTION("full") {
    descriptor = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    expected = "no space left";
  }
  SECTION("closed") {
    descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);  // a descriptor that cannot be written
    expected = "it is closed";
  }
  {
    auto writer = writer_to(descriptor);
    writer->offer("a line");
    REQUIRE(eventually([&] { return writer->snapshot().failed; }));
    CHECK_THAT(writer->snapshot().why, Contains(expected));
  }
  ::close(descriptor);
}
