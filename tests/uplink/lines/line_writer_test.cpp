#include "gateway/uplink/lines/line_writer.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <random>

#include "gateway/uplink/lines/line_buffer.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/logged.hpp"
#include "tests/support/told_memory.hpp"
#include "tests/uplink/lines/scripted_target.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;

namespace {

struct Rig {
  explicit Rig(LineWriterSettings settings, bool stalled = false) {
    story->stalled = stalled;
    writer = std::make_unique<LineWriter>(std::make_unique<ScriptedTarget>(story), settings);
  }
  std::string written() {
    const std::lock_guard lock(story->mutex);
    return story->written;
  }
  unsigned writes() {
    const std::lock_guard lock(story->mutex);
    return story->writes;
  }
  std::shared_ptr<TargetStory> story = std::make_shared<TargetStory>();
  std::unique_ptr<LineWriter> writer;
};

}  // namespace

TEST_CASE(
    "a line buffer gives back what went in, in order, in whole lines and never more than its capacity") {
  std::mt19937 random(GENERATE(1U, 2U, 3U, 4U));
  LineBuffer buffer(1 + random() % 300);
  std::deque<std::string> expected;
  std::size_t refused = 0, crossed = 0;
  for (int step = 0; step < 20'000; ++step) {
    if (random() % 2) {
      const std::string line(random() % 40, static_cast<char>('a' + step % 26));
      if (buffer.push(line)) {
        expected.push_back(line + '\n');
      } else {
        ++refused;
        // Never refused while twice the line is free: the ring's end wastes at most a line.
        REQUIRE(buffer.capacity() - buffer.bytes() < 2 * (line.size() + 1) + 40);
      }
    } else if (buffer.bytes() > 0) {
      const std::string front(buffer.front());
      REQUIRE(front.back() == '\n');
      if (front.size() < buffer.bytes()) ++crossed;
      std::size_t taken = 0;
      for (auto lines = 1 + random() % 3; lines > 0 && taken < front.size(); --lines) {
        REQUIRE(front.substr(taken, expected.front().size()) == expected.front());
        taken += expected.front().size();
        expected.pop_front();
      }
      buffer.pop(taken);
    }
    REQUIRE(buffer.bytes() <= buffer.capacity());
  }
  CHECK(refused > 0);
  CHECK((buffer.capacity() < 80 || crossed > 0));
}

TEST_CASE("the first whole lines that fit are taken, one at least") {
  CHECK(whole_lines("ab\ncd\nef\n", 100) == "ab\ncd\nef\n");
  CHECK(whole_lines("ab\ncd\nef\n", 9) == "ab\ncd\nef\n");
  CHECK(whole_lines("ab\ncd\nef\n", 8) == "ab\ncd\n");
  CHECK(whole_lines("ab\ncd\nef\n", 3) == "ab\n");
  CHECK(whole_lines("ab\ncd\nef\n", 2) == "ab\n");
  CHECK(whole_lines("ab\ncd\nef\n", 0) == "ab\n");
}

TEST_CASE("lines reach the target in their order") {
  Rig rig({.gather = 0ms});
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    REQUIRE(rig.writer->offer(line_of(i)));
    expected += line_of(i) + '\n';
  }
  rig.writer->close(soon());
  CHECK(rig.written() == expected);
  const auto seen = rig.writer->snapshot();
  CHECK(seen.name == "story");
  CHECK(seen.lines == 5000);
  CHECK(seen.bytes == expected.size());
  CHECK(seen.dropped == 0);
  CHECK(seen.waiting_bytes == 0);
  CHECK_FALSE(seen.failed);
}

TEST_CASE("lines that come while a batch is written become one batch") {
  Rig rig({.gather = 0ms}, true);
  REQUIRE(rig.story->becomes([](auto& s) { return s.inside; }));
  for (int i = 0; i < 1000; ++i) rig.writer->offer(line_of(i));
  rig.story->tell([](auto& s) { s.stalled = false; });
  rig.writer->close(soon());
  CHECK(rig.writer->snapshot().lines == 1000);
  CHECK(rig.writes() == 1);
}

TEST_CASE("lines gather for the next batch, but not longer than half the buffer is full") {
  Rig rig({.buffer_bytes = 1000, .gather = 1h}, true);
  REQUIRE(rig.story->becomes([](auto& s) { return s.inside; }));  // without lines, as a test
  rig.story->tell([](auto& s) { s.stalled = false; });
  const std::string line = line_of(1);
  std::size_t offered = 0;
  for (; offered + line.size() + 1 < 500; offered += line.size() + 1) rig.writer->offer(line);
  CHECK(rig.writer->snapshot().waiting_bytes == offered);
  rig.writer->offer(line);
  CHECK(eventually([&] { return rig.writer->snapshot().waiting_bytes == 0; }));
  CHECK(rig.writes() == 1);
}

TEST_CASE("a slow target gives room back long before it has taken all") {
  Rig rig({.buffer_bytes = 1024 * 1024, .gather = 1h}, true);
  REQUIRE(rig.story->becomes([](auto& s) { return s.inside; }));
  std::string expected;
  for (std::uint64_t i = 0; rig.writer->offer(line_of(i)); ++i) expected += line_of(i) + '\n';
  rig.story->tell([](auto& s) { s.stalled = false; });
  CHECK(eventually([&] { return rig.writer->snapshot().waiting_bytes == 0; }));
  CHECK(rig.written() == expected);
  CHECK(rig.writes() >= 16);
}

TEST_CASE("while the target stalls memory stays as it was, the newest lines are refused and counted") {
  constexpr std::size_t kBytes = 64 * 1024;
  Rig rig({.buffer_bytes = kBytes, .gather = 0ms}, true);
  REQUIRE(rig.story->becomes([](auto& s) { return s.inside; }));
  const std::string line = line_of(0);
  std::uint64_t taken = 0, refused = 0;
  rig.writer->offer(line);
  const auto before = test::bytes_in_use();
  for (int i = 1; i < 100'000; ++i) ++(rig.writer->offer(line) ? taken : refused);
  const auto after = test::bytes_in_use();
  CHECK(after <= before + 16 * 1024);
  CHECK(refused > 90'000);
  CHECK(rig.writer->snapshot().dropped == refused);
  CHECK(rig.writer->snapshot().waiting_bytes <= kBytes);
  CHECK(rig.writer->snapshot().waiting_bytes > kBytes - line.size() - 1);

  rig.story->tell([](auto& s) { s.stalled = false; });
  REQUIRE(eventually([&] { return rig.writer->snapshot().waiting_bytes == 0; }));
  CHECK(rig.writer->snapshot().lines == taken + 1);
  CHECK(rig.writer->offer(line));
  rig.writer->close(soon());
  CHECK(rig.writer->snapshot().lines == taken + 2);
}

TEST_CASE("a line longer than the buffer is refused, the next one goes") {
  Rig rig({.buffer_bytes = 100, .gather = 0ms});
  CHECK_FALSE(rig.writer->offer(std::string(100, 'x')));
  CHECK(rig.writer->offer(std::string(99, 'y')));
  rig.writer->close(soon());
  CHECK(rig.written() == std::string(99, 'y') + '\n');
}

TEST_CASE("what fails keeps its lines, says why, tries again by itself and recovers") {
  Rig rig({.gather = 0ms, .retry_interval = 1ms});
  rig.story->tell([](auto& s) { s.trouble = "story: out of paper"; });
  REQUIRE(rig.writer->offer("first"));
  REQUIRE(rig.writer->offer("second"));
  REQUIRE(eventually([&] { return rig.writer->snapshot().failures >= 3; }));
  CHECK(rig.writer->snapshot().failed);
  CHECK(rig.writer->snapshot().why == "story: out of paper");
  CHECK(rig.writer->snapshot().waiting_bytes == 13);
  rig.story->tell([](auto& s) { s.trouble.clear(); });
  REQUIRE(eventually([&] { return rig.writer->snapshot().lines == 2; }));
  CHECK_FALSE(rig.writer->snapshot().failed);
  CHECK(rig.writer->snapshot().why.empty());
  CHECK(rig.written() == "first\nsecond\n");
}

TEST_CASE("a target that cannot work is known before the first line") {
  auto story = std::make_shared<TargetStory>();
  story->trouble = "story: never";
  LineWriter writer(std::make_unique<ScriptedTarget>(story));
  CHECK(eventually([&] { return writer.snapshot().failed; }));
}

TEST_CASE("closing tries what failed once more and does not wait for its deadline") {
  Rig rig({.gather = 0ms, .retry_interval = 1h});
  rig.story->tell([](auto& s) { s.trouble = "story: no"; });
  rig.writer->offer("a line");
  REQUIRE(eventually([&] { return rig.writer->snapshot().failed; }));
  SECTION("in vain") {
    rig.writer->close(SteadyTime::clock::now() + 1h);
    CHECK(rig.writer->snapshot().waiting_bytes == 7);
  }
  SECTION("with success") {
    rig.story->tell([](auto& s) { s.trouble.clear(); });
    rig.writer->close(SteadyTime::clock::now() + 1h);
    CHECK(rig.written() == "a line\n");
  }
  CHECK_FALSE(rig.writer->offer("too late"));
  CHECK(rig.writer->snapshot().dropped == 1);
}

TEST_CASE("a target that only waits is let go at the deadline, and its thread is over") {
  Rig rig({.gather = 0ms}, true);
  rig.writer->offer("a line");
  REQUIRE(rig.story->becomes([](auto& s) { return s.inside; }));
  rig.writer->close(SteadyTime::clock::now() + 5ms);
  CHECK(rig.writer->snapshot().waiting_bytes == 7);
  rig.writer.reset();
  CHECK(rig.story->gone);
}

TEST_CASE("a target that never returns is left behind, and harms nobody when it wakes") {
  auto story = std::make_shared<TargetStory>();
  story->stalled = true;
  story->lets_go = false;
  {
    LineWriter writer(std::make_unique<ScriptedTarget>(story), {.gather = 0ms});
    writer.offer("a line");
    REQUIRE(story->becomes([](auto& s) { return s.inside; }));
    writer.close(SteadyTime::clock::now() + 5ms);
  }
  CHECK_FALSE(story->gone);
  story->tell([](auto& s) { s.stalled = false; });
  CHECK(story->becomes([](auto& s) { return s.gone; }));
}

TEST_CASE("where lines of a log are missing, a line says how many, and the order is kept") {
  LineWriterSettings settings{.buffer_bytes = 200, .gather = 0ms};
  settings.gap_line = [](std::uint64_t missing) { return std::to_string(missing) + " lines are missing"; };
  Rig rig(settings, true);
  REQUIRE(rig.story->becomes([](auto& s) { return s.inside; }));
  std::string expected;
  int taken = 0;
  for (; rig.writer->offer(line_of(taken)); ++taken) expected += line_of(taken) + '\n';
  for (int i = 0; i < 4; ++i) CHECK_FALSE(rig.writer->offer(line_of(1000 + i)));
  std::string log;
  SECTION("as soon as there is room, though nothing more comes") {
    log = logged([&] {
      rig.story->tell([](auto& s) { s.stalled = false; });
      CHECK(eventually([&] { return rig.written() == expected + "5 lines are missing\n"; }));
    });
  }
  SECTION("before the next line") {
    log = logged([&] {
      rig.story->tell([](auto& s) { s.stalled = false; });
      CHECK(eventually([&] { return rig.writer->offer(line_of(7)); }));
      rig.writer->close(soon());
    });
    CHECK(rig.written().starts_with(expected));
    CHECK(rig.written().ends_with(" lines are missing\n" + line_of(7) + '\n'));
  }
  CHECK(rig.writer->snapshot().dropped >= 5);
  CHECK(log.empty());  // a log's trouble cannot be logged
}

TEST_CASE("a writer that is let go ends by itself, and nobody waits for a stalled one") {
  Rig rig({.gather = 0ms}, true);
  REQUIRE(rig.story->becomes([](auto& s) { return s.inside; }));
  rig.writer->offer(line_of(1));
  rig.writer->begin_to_close();
  CHECK_FALSE(rig.writer->offer(line_of(2)));
  CHECK_FALSE(rig.writer->over());
  SECTION("it is taken in time") {
    rig.story->tell([](auto& s) { s.stalled = false; });
    CHECK(eventually([&] { return rig.writer->over(); }));
    CHECK(rig.written() == line_of(1) + '\n');
  }
  rig.story->tell([](auto& s) { s.lets_go = false; });
  rig.writer->leave();  // would never return if it waited
  rig.story->tell([](auto& s) { s.stalled = false; });
  CHECK(rig.story->becomes([](auto& s) { return s.inside == false; }));
}
