#include "gateway/base/errands.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/log_capture.hpp"
#include "tests/support/no_threads.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using gatewarden::test::run_until;
using namespace std::chrono_literals;

namespace {

// A file system that does not answer until it is told to.
class Silence {
 public:
  ~Silence() { end(); }
  std::function<int()> read() const {
    return [answer = answer_] {
      answer.wait();
      return 7;
    };
  }
  void end() {
    if (!std::exchange(ended_, true)) promise_.set_value();
  }

 private:
  std::promise<void> promise_;
  std::shared_future<void> answer_ = promise_.get_future().share();
  bool ended_ = false;
};

// As main does with a command's exit code, when the errand is back or lost. 7: the process's own objects are taken down.
int end_with(int code, Duration patience, const std::function<int()>& work) {
  auto process = test::ChildProcess::function([&] {
    std::atexit([] { std::_Exit(7); });
    boost::asio::io_context io;
    bool over = false;
    run_errand<int>(io, "file", patience, work, [&](std::optional<int>) { over = true; });
    if (!run_until(io, [&] { return over; })) return 8;
    std::exit(leave(io, code));
  });
  return process.wait();
}

}  // namespace

TEST_CASE("an errand runs beside the loop and comes back on it") {
  boost::asio::io_context io;
  std::optional<int> brought;
  std::thread::id worked, told;
  run_errand<int>(
      io, "file", 20s,
      [&] {
        worked = std::this_thread::get_id();
        return 7;
      },
      [&](std::optional<int> result) {
        told = std::this_thread::get_id();
        brought = result;
      });
  CHECK_FALSE(brought);
  REQUIRE(run_until(io, [&] { return brought.has_value(); }));
  CHECK(*brought == 7);
  CHECK(told == std::this_thread::get_id());
  CHECK(worked != told);
}

TEST_CASE("what does not come back in time costs its own errand only") {
  boost::asio::io_context io;
  Silence silence;
  std::vector<std::string> told;
  const auto note = [&](std::string name) {
    return
        [&told, name](std::optional<int> result) { told.push_back(name + (result ? " came" : " is lost")); };
  };
  run_errand<int>(io, "silent", 1ms, silence.read(), note("first"));
  REQUIRE(run_until(io, [&] { return told.size() == 1; }));
  run_errand<int>(io, "silent", 20s, silence.read(), note("second"));
  run_errand<int>(
      io, "other", 20s, [] { return 1; }, note("other"));
  REQUIRE(run_until(io, [&] { return told.size() == 3; }));
  CHECK(told == std::vector<std::string>{"first is lost", "second is lost", "other came"});
  auto& errands = boost::asio::use_service<Errands>(io);
  CHECK(errands.out() == 1);  // the second was not begun

  silence.end();
  REQUIRE(run_until(io, [&] {
    if (errands.out() > 0) return false;
    run_errand<int>(
        io, "silent", 20s, [] { return 1; }, note("third"));
    return run_until(io, [&] { return told.back().starts_with("third"); }) && told.back() == "third came";
  }));
}

TEST_CASE("a loop ends without those that are out, and what they bring later reaches nobody") {
  Silence silence;
  bool told = false;
  auto io = std::make_unique<boost::asio::io_context>();
  run_errand<int>(*io, "silent", 20s, silence.read(), [&](std::optional<int>) { told = true; });
  io->poll();
  io.reset();
  silence.end();
  CHECK_FALSE(told);
}

TEST_CASE("more errands than threads all come back") {
  boost::asio::io_context io;
  std::size_t back = 0;
  const std::size_t wanted = 4 * Errands::kFiles.at_once;
  for (std::size_t i = 0; i < wanted; ++i)
    run_errand<int>(
        io, "file", 20s, [] { return 1; }, [&](std::optional<int> came) { back += came ? 1 : 0; });
  REQUIRE(run_until(io, [&] { return back == wanted; }));
}

TEST_CASE(
    "an errand for which there is no thread comes back with nothing, and others follow when there are") {
  boost::asio::io_context io;
  std::vector<bool> came;
  const std::size_t wanted = 2 * Errands::kFiles.at_once;
  const auto start = [&] {
    for (std::size_t i = 0; i < wanted; ++i)
      run_errand<int>(
          io, "file", 20s, [] { return 1; }, [&](std::optional<int> brought) { came.push_back(!!brought); });
  };
  test::LogCapture log;
  {
    const test::NoThreads none;
    start();
    CHECK(came.empty());  // not from inside
    REQUIRE(run_until(io, [&] { return came.size() == wanted; }));
  }
  CHECK(came == std::vector<bool>(wanted, false));
  CHECK(log.count("no_thread") == 1);
  CHECK(log.text().find("for=file") != std::string::npos);
  CHECK(boost::asio::use_service<Errands>(io).out() == 0);

  came.clear();
  start();
  REQUIRE(run_until(io, [&] { return came.size() == wanted; }));
  CHECK(came == std::vector<bool>(wanted, true));
}

TEST_CASE("a command ends with its exit code, and at once where a thread is out") {
  const Silence silence;
  CHECK(end_with(3, 20s, [] { return 1; }) == 7);
  CHECK(end_with(3, 1ms, silence.read()) == 3);
}
