#include "gateway/app/log_thread.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <sstream>
#include <vector>

#include "gateway/base/log.hpp"
#include "tests/support/child_process.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

// Standard error as a container's log driver that may stop reading.
class Reader {
 public:
  Reader() { REQUIRE(::pipe2(ends_, O_CLOEXEC) == 0); }
  ~Reader() {
    ::close(ends_[0]);
    close_writing();
  }
  int writing() const { return ends_[1]; }
  void close_writing() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  // Up to `last`, and what came with it.
  std::vector<std::string> lines_until(const std::string& last) {
    char piece[4096];
    pollfd ready{ends_[0], POLLIN, 0};
    while (text_.find(last) == std::string::npos && ::poll(&ready, 1, 20'000) > 0) {
      const ssize_t got = ::read(ends_[0], piece, sizeof piece);
      if (got <= 0) break;
      text_.append(piece, static_cast<std::size_t>(got));
    }
    std::vector<std::string> lines;
    std::istringstream all(text_);
    for (std::string line; std::getline(all, line);) lines.push_back(line);
    return lines;
  }

 private:
  int ends_[2];
  std::string text_;
};

const std::string kLong(1000, 'x');

// Far more than the pipe and the buffer hold.
void log_very_much() {
  for (std::size_t i = 0; i < 2 * LogThread::kMaxWaiting / kLong.size(); ++i)
    log::info("test", "happened", {{"link", i}, {"what", kLong}});  // a budget of lines for each link
}

struct Loud {
  Loud() {
    log::set_level(log::Level::info);
    log::forget_unsaid();
  }
};

}  // namespace

TEST_CASE("a log that nobody reads never waits; what is missing is counted where it is missing") {
  const Loud loud;
  Reader reader;
  const LogThread log(reader.writing());
  log_very_much();  // returns
  const auto lines = reader.lines_until("log_lines_missing");
  log::info("test", "afterwards");
  const auto all = reader.lines_until("afterwards");
  std::size_t next = 0, missing = 0;
  for (const std::string& line : all) {
    if (line.find("event=log_lines_missing") != std::string::npos) {
      missing += std::stoul(line.substr(line.find(" lines=") + 7));
      next += std::stoul(line.substr(line.find(" lines=") + 7));
    } else if (line.find("event=happened") != std::string::npos) {
      CHECK(line.find("link=" + std::to_string(next++) + " ") != std::string::npos);
    }
  }
  CHECK(missing > 0);
  CHECK(next == 2 * LogThread::kMaxWaiting / kLong.size());
}

TEST_CASE("what waits is written at the end, and the end does not wait for a reader that is not there") {
  const Loud loud;
  Reader reader;
  SECTION("a reader that reads") {
    {
      const LogThread log(reader.writing());
      for (int i = 0; i < 20; ++i) log::info("test", "happened", {{"number", i}});
      log.say("gatewarden: the last word");
    }
    CHECK(reader.lines_until("the last word").size() == 21);
  }
  SECTION("one that does not") {
    auto writer = test::ChildProcess::function([&reader] {
      const LogThread log(reader.writing());
      log_very_much();
      return 0;
    });
    CHECK(writer.wait(60s) == 0);  // it ends; for ever, otherwise
  }
}
