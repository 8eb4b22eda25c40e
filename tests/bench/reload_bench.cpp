// A reload of 30,000 children: how long it holds the loop in one piece, and in all, beside a peer: the least that a reload in
// one piece would do, a hash table of all things by name, made and freed. Nothing is read from a file meanwhile
// (gateway/app/reading does that on a thread) and nothing answers: links try to connect to a closed port.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <unordered_map>

#include "gateway/app/gateway.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/base/log.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/bench/cpu_seconds.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using namespace gatewarden;

constexpr int kChildren = 30'000;
constexpr int kOnAModbusLink = 200;

enum class Kind { one_broker, many_modbus };

// `first`: of the children's names. `metric`: what all profiles read, by this name.
std::string fleet_text(const std::string& folder, Kind kind, int first, const std::string& metric) {
  std::string text = "gateway: { thing: gw, host: { enabled: false }, state_directory: " + folder +
                     "/state }\nuplink: { file: { path: " + folder + "/reports.ndjson } }\nlinks:\n";
  const int links = kind == Kind::one_broker ? 1 : kChildren / kOnAModbusLink;
  for (int i = 0; i < links; ++i) {
    text += "  link-" + std::to_string(i);
    text += kind == Kind::one_broker ? ": { mqtt: { broker: \"mqtt://127.0.0.1:1\" } }\n"
                                     : ": { modbus: { tcp: \"127.0.0.1:1\" } }\n";
  }
  const char* from = kind == Kind::one_broker ? "{ json: /v }" : "{ holding: 0 }";
  text += std::string("profiles: { press: { every: 60s, metrics: { ") + metric + ": { from: " + from +
          " } } } }\n";
  text += "children:\n";
  for (int i = first; i < first + kChildren; ++i) {
    const std::string own = std::to_string(i);
    text += "  - { thing: \"gw:press-" + own + "\", profile: press, link: link-";
    text += kind == Kind::one_broker
                ? "0, topic: plant/hall-" + std::to_string(i % 40) + "/press-" + own + "/state }\n"
                : std::to_string(i / kOnAModbusLink % links) +
                      ", unit: " + std::to_string(1 + i % kOnAModbusLink) + " }\n";
  }
  return text;
}

// Seconds of CPU; the best of some, since all that disturbs makes it slower.
double peer(const config::Fleet& fleet) {
  double best = 1;
  for (int i = 0; i < 5; ++i) {
    const double before = bench::thread_cpu_seconds();
    std::unordered_map<std::string, std::size_t> by_name;
    for (const config::Child& child : fleet.children) by_name.emplace(child.thing.text(), by_name.size());
    if (by_name.size() != fleet.children.size()) std::abort();
    by_name.clear();
    best = std::min(best, bench::thread_cpu_seconds() - before);
  }
  return best;
}

class Site {
 public:
  explicit Site(Kind kind) : kind_(kind) {
    auto directory = StateDirectory::open(folder_ / "state");
    gateway_ = std::move(app::Gateway::open(io_, fleet(0, "v"), std::move(*directory)).value());
    if (!gateway_->start([](const std::string&) {}, nobody_)) std::abort();
    settle();
  }
  ~Site() {
    gateway_->stop([] {});
    io_.run();
  }
  config::Fleet fleet(int first, const std::string& metric) const {
    auto loaded = config::load_text(fleet_text(folder_.path(), kind_, first, metric), "fleet.yaml",
                                    app::adapters(), config::Environment::of_process());
    if (!loaded) std::printf("%s\n", config::to_text(loaded.problems).c_str());
    return std::move(loaded.fleet);
  }
  void reload(const char* what, config::Fleet wanted) {
    const double yardstick = peer(wanted);
    app::FreshFleet fresh = app::with_its_files(std::move(wanted), gateway_->report_files());
    boost::asio::post(io_, [&] {
      gateway_->reload(std::move(fresh), [](const auto& done) {
        if (!done) std::printf("%s\n", done.error().c_str());
      });
    });
    pass(what, yardstick);
  }
  // Three seconds, in which whatever follows a reload has come to its end; as they are without one.
  void pass(const char* what, double yardstick) {
    settle();
    std::printf("%-16s %-24s %10.1f %10.1f %10.1f %10.2f\n",
                kind_ == Kind::one_broker ? "one broker" : "150 Modbus links", what, longest_ * 1e3,
                all_ * 1e3, yardstick * 1e3, longest_ / yardstick);
  }

 private:
  void settle() {
    longest_ = all_ = 0;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    while (std::chrono::steady_clock::now() < until) {
      const double before = bench::thread_cpu_seconds();
      io_.run_one_until(until);
      const double turn = bench::thread_cpu_seconds() - before;
      longest_ = std::max(longest_, turn);
      all_ += turn;
    }
  }

  status::NoReloads nobody_;
  const Kind kind_;
  test::TemporaryFolder folder_;
  boost::asio::io_context io_;
  std::unique_ptr<app::Gateway> gateway_;
  double longest_ = 0, all_ = 0;
};

}  // namespace

int main() {
  log::set_level(log::Level::off);
  std::printf("%-16s %-24s %10s %10s %10s %10s   ms of CPU of the loop's thread, %d children\n", "fleet",
              "reload", "longest", "all in 3 s", "peer", "ratio", kChildren);
  for (const Kind kind : {Kind::one_broker, Kind::many_modbus}) {
    Site site(kind);
    site.pass("none", peer(site.fleet(0, "v")));
    site.reload("nothing changed", site.fleet(0, "v"));
    site.reload("nothing changed", site.fleet(0, "v"));
    site.reload("ten changed", site.fleet(10, "v"));
    site.reload("the profile changed", site.fleet(10, "w"));
    site.reload("all others", site.fleet(10 + kChildren, "w"));
  }
  return 0;
}
