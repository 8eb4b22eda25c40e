// One connection at full speed: the uplink's reports with real PUBACKs (mosquitto) and the
// stand-in's answers, beside a bare Paho publisher of the same bytes. Prints reports a second,
// CPU per report, and ratios.
//
//   uplink_bench [--seconds N]
#include <mqtt/async_client.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>

#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "gateway/store/store.hpp"
#include "gateway/uplink/uplink.hpp"
#include "gateway/wire/topics.hpp"
#include "tests/bench/cpu_seconds.hpp"
#include "tests/bench/uplink/stand_in_process.hpp"
#include "tests/support/mosquitto_broker.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace session = gatewarden::mqtt;  // beside Paho's own ::mqtt

namespace {

constexpr std::uint16_t kWindow = 100;  // what AWS accepts
constexpr std::size_t kThings = 1000;

struct Cost {
  double seconds = 0, cpu = 0;
  long writes = 0, switches = 0;
};

// By this process so far.
Cost spent() {
  Cost now;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  now.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  now.cpu = bench::cpu_seconds();
  now.switches = usage.ru_nvcsw;
  std::ifstream io("/proc/self/io");  // write and writev, as Paho uses
  for (std::string key; io >> key;) {
    long value = 0;
    io >> value;
    if (key == "syscw:") now.writes = value;
  }
  return now;
}

struct Rate {
  double per_second = 0;
};

Rate print(const char* what, std::size_t reports, const Cost& from, const Cost& to) {
  const double many = static_cast<double>(reports), took = to.seconds - from.seconds;
  std::printf("  %-46s %8.0f/s   %5.1f us CPU   %5.2f writes   %5.2f context switches, each\n", what,
              many / took, 1e6 * (to.cpu - from.cpu) / many,
              static_cast<double>(to.writes - from.writes) / many,
              static_cast<double>(to.switches - from.switches) / many);
  return {many / took};
}

std::string report(std::uint64_t id) {
  std::string text = "{\"header\":{\"report_id\":" + std::to_string(id) +
                     ",\"version\":\"1.0\"},\"metrics\":{},\"custom_metrics\":{";
  for (int i = 0; i < 10; ++i)
    text += std::string(i ? "," : "") + "\"metric_" + std::to_string(i) +
            "\":[{\"number\":" + std::to_string(230 + i) + ".5}]";
  return text + "}}";
}
std::string thing(std::uint64_t id) { return "plant7-gw:meter-" + std::to_string(id % kThings); }

// A source that always has a report due.
class Spring final : public PublicationSource {
 public:
  std::optional<Publication> next(SteadyTime) override {
    const std::uint64_t id = ++last_;
    return Publication{DeviceId{static_cast<std::uint32_t>(id % kThings)}, thing(id), ReportId{id},
                       Format::json, report(id)};
  }
  std::optional<SteadyTime> due() const override { return SteadyTime{}; }

 private:
  std::uint64_t last_ = 1000;
};

// Like the gateway: records what left, commits once a second.
struct Book final : OutcomeSink {
  Book(boost::asio::io_context& io, const Clock& c) : clock(c) {
    StoreSettings settings;
    settings.post = [&io](std::function<void()> work) { boost::asio::post(io, std::move(work)); };
    store = std::move(Store::open(folder / "state.db", std::move(settings)).value());
  }
  void sent(DeviceId device, ReportId id, SteadyTime) override {
    store->record_sent(thing(index_of(device)), {static_cast<std::uint64_t>(id), clock.wall(), {}});
  }
  void settled(const Outcome& outcome) override {
    ++settled_;
    accepted += outcome.kind == Outcome::Kind::accepted;
  }
  test::TemporaryFolder folder;
  const Clock& clock;
  std::unique_ptr<Store> store;
  std::size_t settled_ = 0, accepted = 0;
};

Rate through_the_uplink(std::uint16_t port, Answers answers, int seconds) {
  boost::asio::io_context io;
  SystemClock clock(io);
  Spring source;
  Book book(io, clock);
  UplinkSettings settings;
  settings.target = bench::on_loopback(port, "plant7-gw");
  settings.answers = answers;
  settings.publishes_per_second = settings.bytes_per_second = 1e9;
  settings.in_flight = kWindow;
  Uplink uplink(settings, {clock, session::paho_sessions(io), source, book}, 1);
  uplink.start();
  io.run_for(2s);
  const Cost before = spent();
  const std::size_t told = book.settled_, accepted = book.accepted;
  const auto commits = book.store->health().commits;
  io.run_for(std::chrono::seconds(seconds));
  const Cost after = spent();
  const Rate rate =
      print(answers == Answers::all ? "the uplink, every report answered" : "the uplink, answers off",
            book.settled_ - told, before, after);
  if (answers == Answers::all)
    std::printf(
        "  %-46s %.1f %%\n", "  of these accepted",
        100.0 * static_cast<double>(book.accepted - accepted) / static_cast<double>(book.settled_ - told));
  std::printf("  %-46s %.2f a second\n", "  commits of what was sent",
              static_cast<double>(book.store->health().commits - commits) / (after.seconds - before.seconds));
  return rate;
}

// Paho C++ as in its manual, with the same window; it only counts answers.
class Bare final : public ::mqtt::iaction_listener {
 public:
  Bare(std::uint16_t port, bool answers)
      : client_("tcp://127.0.0.1:" + std::to_string(port), "plant7-gw",
                ::mqtt::create_options(MQTTVERSION_5)) {
    options_.set_mqtt_version(MQTTVERSION_5);
    options_.set_clean_start(true);
    options_.set_max_inflight(kWindow);
    client_.set_message_callback([this](const ::mqtt::const_message_ptr&) { ++answered_; });
    client_.connect(options_)->wait();
    if (!answers) return;
    for (const std::string& filter : answer_filters(Format::json)) client_.subscribe(filter, 1)->wait();
  }
  ~Bare() override { client_.disconnect()->wait(); }
  std::size_t publish_for(std::chrono::seconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    std::size_t published = 0;
    while (std::chrono::steady_clock::now() < until) {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [this] { return open_ < kWindow; });
      ++open_;
      lock.unlock();
      const std::uint64_t id = ++last_;
      const std::string bytes = report(id);
      client_.publish(report_topic(thing(id), Format::json), bytes.data(), bytes.size(), 1, false, nullptr,
                      *this);
      ++published;
    }
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return open_ == 0; });
    return published;
  }
  std::size_t answered() const { return answered_; }

 private:
  void on_success(const ::mqtt::token&) override { done(); }
  void on_failure(const ::mqtt::token&) override { done(); }
  void done() {
    const std::lock_guard lock(mutex_);
    --open_;
    room_.notify_one();
  }
  std::mutex mutex_;
  std::condition_variable room_;
  std::size_t open_ = 0;
  std::uint64_t last_ = 10'000'000;
  std::atomic<std::size_t> answered_{0};
  ::mqtt::connect_options options_;
  ::mqtt::async_client client_;
};

Rate through_bare_paho(std::uint16_t port, bool answers, int seconds) {
  Bare bare(port, answers);
  bare.publish_for(1s);
  const Cost before = spent();
  const std::size_t published = bare.publish_for(std::chrono::seconds(seconds));
  return print(answers ? "bare Paho, every publish answered" : "bare Paho, no answers", published, before,
               spent());
}

void compare(bool answers, int seconds) {
  // A slow stand-in must not lose reports to the broker's own limits.
  test::MosquittoBroker broker({.extra = "max_inflight_messages 1000\nmax_queued_messages 0\n"});
  const auto stand_in = answers ? bench::start_stand_in(broker.port(), 0s) : test::ChildProcess();
  usleep(500'000);
  const Rate bare = through_bare_paho(broker.port(), answers, seconds);
  const Rate ours = through_the_uplink(broker.port(), answers ? Answers::all : Answers::off, seconds);
  std::printf("  %-46s %8.2f of bare Paho's rate; %.0f times what AWS takes of one connection\n\n",
              "the uplink", ours.per_second / bare.per_second, ours.per_second * (answers ? 2 : 1) / 100);
}

}  // namespace

int main(int argc, char** argv) {
  int seconds = 10;
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], "--seconds") == 0) seconds = std::atoi(argv[i + 1]);
  }
  std::printf("reports of %zu bytes, %d in flight, QoS 1\n", report(1).size(), kWindow);
  compare(true, seconds);
  compare(false, seconds);
}
