// Conservation: each device counter moved by exactly what was reported (accepted, or without a verdict), waits, or was
// dropped with a reason, such as that its report was turned away or outdated. Counters wrap, restart, dip and jump back;
// what is counted as growth is never more than they truly grew. The real rooms meet random samples, uplink
// faults, orderly and unclean restarts, reloads that take children away and give them back or move them to another link,
// and clock steps. GATEWARDEN_SEED=N repeats one run,
// GATEWARDEN_RUNS=N sets their number.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "gateway/base/log.hpp"
#include "tests/conservation/gateway_rig.hpp"
#include "tests/support/serve_at_once.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;

namespace {

constexpr Duration kInterval = 60s, kFloor = 50s;
constexpr std::size_t kChildren = 12, kCounters = 3;

std::vector<MetricSpec> metrics() {
  std::vector<MetricSpec> made(kCounters + 1);
  made[0].name = "wh";
  made[0].aggregate = Aggregate::delta;
  made[1].name = "bytes_in";
  made[1].role = MetricRole::bytes_in;
  made[1].aggregate = Aggregate::delta;
  made[1].counter_bits = 32;
  made[2].name = "total";
  made[2].aggregate = Aggregate::delta;
  made[3].name = "reachable";
  made[3].role = MetricRole::reachable;
  return made;
}

// A counter as device and test know it. Positions sum up every rise of what it shows, and wraps.
struct Counter {
  std::uint64_t value = 0, range = 0;  // range 0: 64 bits
  std::uint64_t moved = 0;             // in truth
  enum class Fault : std::uint8_t { none, restarts, dips } fault = Fault::none;
  std::optional<std::uint64_t> dip;  // shown for a while, in the value's place
  bool well = true;                  // read since the last dip
  std::uint64_t shown() const { return dip.value_or(value); }
  // Of the gateway's current run.
  std::optional<std::uint64_t> base, read;        // positions: the baseline, and the last understood reading
  std::uint64_t understood = 0, before_fall = 0;  // what these readings showed
  std::uint64_t base_moved = 0, read_moved = 0;   // the true movement at them
  std::uint64_t anew = 0;                         // position of a first reading: above those of earlier runs
  bool unread_baseline = false;                   // the baseline is from an earlier run, not compared yet
  double closed = 0;                              // in reports
  double lost = 0, lost_back = 0;  // with removed children, for which no room counts; ways back among it
};

struct ClosedAt {
  std::array<std::optional<std::uint64_t>, kCounters> position;
  std::array<Counter, kCounters> counters;  // as they were
  std::array<double, kCounters> growth{};
  int run = 0, outcomes = 0, life = 0;
  bool decided = false;  // its outcome is told, and its growth is not left to a later run
};

struct Thing {
  std::array<Counter, kCounters> counters;
  std::map<std::uint64_t, ClosedAt> reports;  // by id; of all runs
  std::set<std::uint64_t> arrived;
  std::uint64_t last_id = 0;
  std::optional<SteadyTime> sent;
  bool served = true;
  std::uint32_t link = 0;
  bool left_behind = false;    // stored counters are those of a link before
  std::uint64_t source = 0;    // of its counters on this link; 0: it never moved
  int life = 0;                // removals by a reload
  bool doubt_stored = false;   // by an earlier run
  bool floor_unknown = false;  // the clock stepped between runs: its last sending time is unknown
};

class World final : public OutcomeSink, public ReportTap {
 public:
  enum class Reloads : std::uint8_t { take_away, move };
  explicit World(std::uint64_t seed, Reloads reloads = Reloads::take_away)
      : reloads_(reloads), random_(seed), service_(clock_, kFloor, seed + 1) {
    for (Thing& thing : things_) {
      thing.counters[0].value = 1'000'000'000'000'000;
      thing.counters[1].value = 4'294'967'295 - random_() % 100'000;
      thing.counters[1].range = std::uint64_t{1} << 32;
      thing.counters[0].fault = Counter::Fault::restarts;
      thing.counters[2].value = 12'345'744;
      thing.counters[2].fault = Counter::Fault::dips;
    }
    restart_every_ = 100 + static_cast<unsigned>(random_() % 800);
    after_gap_ = chance(30) ? AfterGap::carry : AfterGap::drop;
    service_.received = [this](const std::string& thing, ReportId id, const std::string& payload) {
      arrived(thing, id, payload);
    };
    begin();
  }

  void run(int seconds) {
    for (int i = 0; i < seconds; ++i) second();
    check();
  }

  // --- What must always hold
  void check() {
    for (std::size_t i = 0; i < kChildren; ++i) {
      const auto device = gateway_->device(i);
      if (!device) continue;
      const auto points = gateway_->reports.points(*device);
      for (std::size_t c = 0; c < kCounters; ++c) {
        const Counter& counter = things_[i].counters[c];
        if (!counter.read || !counter.base) continue;
        const double accounted = accounted_for(*device, c) + counter.lost;
        CAPTURE(i, c, counter.closed, counter.lost, counter.understood, runs_);
        REQUIRE(accounted == static_cast<double>(*counter.read - *counter.base));
        const double back =
            counter.lost_back + points[c].dropped[static_cast<std::size_t>(Drop::counter_reset)];
        seen_.led_back += back > 0;
        REQUIRE(accounted - back <= static_cast<double>(counter.moved - counter.base_moved));
      }
    }
  }
  // What random faults must have caused: otherwise a run proves nothing.
  struct Seen {
    std::size_t reports = 0, arrived = 0, restarts = 0, unclean_shutdown = 0, resumed = 0, doubted = 0;
    std::size_t fell = 0, wrapped = 0, led_back = 0;       // counters
    std::size_t moves = 0, followed = 0, left_behind = 0;  // of children to another link
    std::map<Outcome::Kind, std::size_t> outcomes;
    double moved = 0, delivered = 0, lost = 0;
  };
  const Seen& seen() const { return seen_; }

 private:
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  bool once_in(unsigned seconds) { return random_() % seconds == 0; }

  void second() {
    for (std::size_t i = 0; i < kChildren; ++i) {
      move(things_[i]);
      if (once_in(10) && !(silent_ && i % 3 == 0)) read(i);
    }
    faults();
    clock_.advance(1s);
    gateway_->second();
    if (!once_in(4)) {
      gateway_->commit();
      step_unrecorded_ = false;
    }
    if (once_in(60)) check();
    if (reloads_ == Reloads::move) {
      if (once_in(30)) move_child();
    } else if (once_in(500)) {
      reload();
    }
    if (once_in(restart_every_) || (short_life_ && once_in(10))) restart();
  }

  void faults() {
    if (once_in(90)) service_.hang_up();
    if (once_in(120)) service_.reachable = chance(60);
    if (!service_.reachable && once_in(40)) service_.reachable = true;
    if (once_in(200)) silent_ = !silent_;
    if (once_in(300)) {
      service_.forbidden.clear();
      if (chance(40)) service_.forbidden.insert("meter-" + std::to_string(random_() % kChildren));
    }
    if (once_in(120)) {
      const auto percent = [&](unsigned most) {
        return chance(50) ? 0 : static_cast<unsigned>(random_() % most);
      };
      service_.faults = {percent(20),
                         percent(40),
                         percent(20),
                         percent(20),
                         std::chrono::milliseconds(10 + random_() % 3000),
                         chance(25) ? 100U : 0U};
    }
    if (once_in(400)) step_clock();
  }

  void step_clock() {
    const std::chrono::milliseconds steps[] = {24h, -24h, 1h, -1h, 40s, -40s, 3s, -3s};
    clock_.step_wall(steps[random_() % 8]);
    step_unrecorded_ = true;
  }

  void move(Thing& thing) {
    for (Counter& counter : thing.counters) {
      const std::uint64_t by = chance(20) ? 0 : random_() % 2000;
      counter.moved += by;
      counter.value += by;
      if (counter.range) counter.value %= counter.range;
      fail(counter);
    }
  }
  void fail(Counter& counter) {
    if (counter.fault == Counter::Fault::restarts && once_in(900)) {
      const std::uint64_t to[] = {0, counter.value - std::min<std::uint64_t>(counter.value, 5000),
                                  counter.value / 2, random_() % (counter.value + 1)};
      counter.value = to[random_() % 4];
    } else if (counter.dip) {
      if (once_in(25)) counter.dip.reset();
    } else if (counter.fault == Counter::Fault::dips && counter.well && once_in(60)) {
      const std::uint64_t to[] = {0, counter.value - 1, 12'000'000};
      counter.dip = to[random_() % 3];
      counter.well = false;
    }
  }

  double accounted_for(DeviceId device, std::size_t counter) const {
    double sum = thing_of(device).counters[counter].closed + merged(device, counter);
    const std::vector<PointView> points = gateway_->reports.points(device);
    for (const double dropped : points[counter].dropped) sum += dropped;
    return sum;
  }
  const Thing& thing_of(DeviceId device) const {
    return things_[number_of(gateway_->registry.child(device).thing.text())];
  }
  CounterReading open(DeviceId device, std::size_t counter) const {
    for (const CounterReading& each : gateway_->reports.counters(device)) {
      if (each.metric == metrics()[counter].name) return each;
    }
    return {};
  }
  double merged(DeviceId device, std::size_t counter) const { return open(device, counter).merged; }

  void read(std::size_t child) {
    const auto device = gateway_->device(child);
    if (!device) return;
    Thing& thing = things_[child];
    for (std::size_t c = 0; c < kCounters; ++c) {
      Counter& counter = thing.counters[c];
      if (!counter.base) counter.dip.reset();  // what comes after a dip at the very first is taken for growth
      const auto drops = [&](Drop reason) {
        return gateway_->reports.activity(*device).dropped[static_cast<std::size_t>(reason)];
      };
      counter.well |= !counter.dip;
      const auto resets = drops(Drop::counter_reset), doubts = drops(Drop::restart_unsure);
      const double grown = merged(*device, c), accounted = accounted_for(*device, c);
      gateway_->reports.accept(gateway_->registry.first_point(*device) + static_cast<std::uint32_t>(c),
                               Number::natural(counter.shown()), clock_.now());
      if (std::exchange(counter.unread_baseline, false))
        resumed(thing, c, merged(*device, c) - grown, drops(Drop::restart_unsure) != doubts);
      const CounterReading now = open(*device, c);
      if (now.value.natural_value() == counter.shown())
        understand(counter, drops(Drop::counter_reset) != resets, accounted_for(*device, c) - accounted);
      if (now.before_falls.empty() && !counter.dip) counter.read_moved = counter.moved;
    }
  }
  // The gateway counts from this reading.
  void understand(Counter& counter, bool reset, double accounted) {
    const std::uint64_t shown = counter.shown();
    if (!counter.base) {
      counter.base = counter.read = counter.anew;
      counter.base_moved = counter.moved;
    } else if (shown < counter.understood && !counter.range) {
      REQUIRE(reset);
      ++seen_.fell;
    } else if (shown < counter.understood) {
      counter.before_fall = counter.understood;
      if (!reset) *counter.read += counter.range - counter.understood + shown;
      seen_.wrapped += !reset;
    } else if (counter.range && accounted > static_cast<double>(shown - counter.understood)) {
      *counter.read += counter.range - counter.before_fall + shown;  // a wrap, as it turns out
      ++seen_.wrapped;
    } else {
      *counter.read += shown - counter.understood;
    }
    counter.understood = shown;
  }

  // A run's first reading was compared with one of an earlier run.
  void resumed(const Thing& thing, std::size_t c, double grown, bool doubted) {
    const std::uint64_t base = *thing.counters[c].base;
    seen_.doubted += doubted;
    REQUIRE_FALSE((doubted && !unclean_shutdown_ && !thing.doubt_stored));
    if (grown <= 0) return;
    ++seen_.resumed;
    for (const std::uint64_t id : thing.arrived) {
      const ClosedAt& report = thing.reports.at(id);
      CAPTURE(id, base, report.position[c].value_or(0), report.growth[c], unclean_shutdown_);
      REQUIRE((report.growth[c] == 0 || report.position[c].value_or(0) <= base));  // otherwise counted twice
    }
  }

  // --- What the rooms tell
  void closed(const ClosedReport& closed) override {
    Thing& thing = things_[number_of(closed.thing)];
    const auto id = static_cast<std::uint64_t>(closed.report.id);
    REQUIRE(id > thing.last_id);
    thing.last_id = id;
    ClosedAt& at = thing.reports[id];
    at.run = runs_;
    at.life = thing.life;
    for (const CustomMetric& metric : closed.report.custom) {
      if (metric.name == "wh") at.growth[0] = std::get<Number>(metric.value).as_double();
      if (metric.name == "total") at.growth[2] = std::get<Number>(metric.value).as_double();
    }
    at.growth[1] = static_cast<double>(closed.report.bytes_in.value_or(0));
    for (std::size_t c = 0; c < kCounters; ++c) {
      thing.counters[c].closed += at.growth[c];
      at.position[c] = thing.counters[c].read;
      at.counters[c] = thing.counters[c];
    }
    ++seen_.reports;
  }
  void sent(DeviceId device, ReportId id, SteadyTime at) override {
    if (!gateway_->registry.contains(device)) return;  // a second copy for a child removed by a reload
    Thing& thing = things_[number_of(gateway_->registry.child(device).thing.text())];
    if (static_cast<std::uint64_t>(id) != thing.last_id) return;  // a copy of an earlier report
    // A copy of the same report may come at any time; the floor counts from it.
    const bool fresh = last_sent_id_[&thing] != id;
    last_sent_id_[&thing] = id;
    if (fresh && thing.sent && !thing.floor_unknown) REQUIRE(at - *thing.sent >= kFloor);
    thing.sent = at;
    thing.floor_unknown = false;
  }
  void settled(const Outcome& outcome) override {
    Thing& thing = things_[number_of(outcome.thing)];
    ClosedAt& report = thing.reports.at(static_cast<std::uint64_t>(outcome.id));
    REQUIRE(++report.outcomes == 1);
    report.decided = outcome.kind != Outcome::Kind::abandoned && thing.served;
    // Of a child that a reload removed nobody counts any more.
    const bool counted = report.run == runs_ && report.life == thing.life && thing.served;
    for (std::size_t c = 0; c < kCounters && counted && is_lost(outcome.kind); ++c) {
      thing.counters[c].closed -= report.growth[c];
      seen_.lost += report.growth[c];
    }
    ++seen_.outcomes[outcome.kind];
  }
  void arrived(const std::string& name, ReportId id, const std::string& payload) {
    Thing& thing = things_[number_of(name)];
    const ClosedAt& report = thing.reports.at(static_cast<std::uint64_t>(id));
    const auto document = nlohmann::json::parse(payload);
    const double bytes = document.value("/metrics/network_stats/bytes_in"_json_pointer, 0.0);
    const double wh = document.value("/custom_metrics/wh/0/number"_json_pointer, 0.0);
    REQUIRE(bytes == report.growth[1]);  // the same document each time
    REQUIRE(wh == report.growth[0]);
    if (!thing.arrived.insert(static_cast<std::uint64_t>(id)).second) return;
    ++seen_.arrived;
    seen_.delivered += wh + bytes;
  }

  // --- Runs
  void begin() {
    GatewayRigSettings settings;
    settings.file = folder_.path() / ("run-" + std::to_string(files_)) / "state.db";
    std::filesystem::create_directories(settings.file.parent_path());
    settings.interval = kInterval;
    settings.floor = kFloor;
    settings.after_gap = after_gap_;
    settings.uplink.answer_timeout = 10s;
    settings.uplink.resend_for = kInterval;
    settings.uplink.in_flight = static_cast<std::uint16_t>(1 + random_() % 20);
    settings.seed = random_();
    gateway_ = std::make_unique<GatewayRig>(clock_, service_, settings, *this);
    gateway_->batcher.tap(*this);
    for (std::size_t i = 0; i < kChildren; ++i) place_baselines(i);
    if (!unclean_shutdown_) check_decided();
    short_life_ = chance(35);  // ends before it has sent for all
    gateway_->start(served());
    gateway_->commit();
    ++runs_;
  }
  // This run counts from the report that the store knows as the last one.
  void place_baselines(std::size_t child) {
    Thing& thing = things_[child];
    const auto known = gateway_->stored.things.find("meter-" + std::to_string(child));
    thing.doubt_stored =
        known != gateway_->stored.things.end() && known->second.counters.find('?') != std::string::npos;
    const auto stored =
        app::parse_stored_counters(known == gateway_->stored.things.end() ? "" : known->second.counters, {});
    // Cut off before its move was on the disk; and then no report left in the next run.
    const bool left_behind = stored.source != 0 && thing.source != 0 && stored.source != thing.source;
    CAPTURE(child, stored.source, thing.source, thing.last_id);
    REQUIRE((!left_behind || unclean_shutdown_ || thing.left_behind));
    seen_.left_behind += left_behind;
    seen_.followed += !left_behind && thing.source != 0;
    thing.left_behind = left_behind;
    for (std::size_t c = 0; c < kCounters; ++c) {
      Counter& counter = thing.counters[c];
      counter.closed = counter.lost = counter.lost_back = 0;
      counter.base.reset();
      for (const auto& [id, report] : thing.reports)
        counter.anew = std::max(counter.anew, report.position[c].value_or(0));
      counter.base_moved = counter.read_moved = counter.moved;
      if (known != gateway_->stored.things.end() && !left_behind &&
          known->second.counters.find(metrics()[c].name + " ") != std::string::npos) {
        const ClosedAt& report = thing.reports.at(known->second.last_report_id);
        counter.base = report.position[c];
        counter.understood = report.counters[c].understood;
        counter.before_fall = report.counters[c].before_fall;
        counter.base_moved = counter.read_moved = report.counters[c].read_moved;
      }
      counter.read = counter.base;
      counter.unread_baseline = counter.base.has_value();
    }
  }
  // An orderly end leaves no growth of a decided report to the next run.
  void check_decided() const {
    for (std::size_t i = 0; i < kChildren; ++i) {
      const auto newest = things_[i].reports.find(things_[i].last_id);
      if (newest == things_[i].reports.end() || !newest->second.decided || newest->second.run != runs_)
        continue;
      CAPTURE(i, things_[i].last_id);
      REQUIRE(gateway_->stored.things.at("meter-" + std::to_string(i)).last_report_id == things_[i].last_id);
    }
  }
  config::Fleet served() const {
    return fleet_of(
        kChildren, metrics(), [this](std::size_t i) { return things_[i].served; },
        [this](std::size_t i) { return things_[i].link; });
  }

  void restart() {
    check();
    // What an unclean shutdown leaves in doubt must stay in doubt over a short orderly run.
    unclean_shutdown_ = chance(short_life_ && unclean_shutdown_ ? 20 : 60);
    ++seen_.restarts;
    seen_.unclean_shutdown += unclean_shutdown_;
    if (unclean_shutdown_) {
      unclean_shutdown();
    } else {
      gateway_->stop_in_order();
      check();
      gateway_.reset();
    }
    // Between runs devices continue, and the clock may too.
    const int away =
        chance(short_life_ ? 95 : 70) ? static_cast<int>(random_() % 20) : static_cast<int>(random_() % 600);
    for (int i = 0; i < away; ++i) {
      for (Thing& thing : things_) move(thing);
      clock_.advance(1s);
    }
    if (chance(15)) {
      step_clock();
      for (Thing& thing : things_) thing.floor_unknown = true;  // unseen by any run
    }
    begin();
  }
  // Only what is on disk now is left.
  void unclean_shutdown() {
    const auto from = folder_.path() / ("run-" + std::to_string(files_));
    const auto to = folder_.path() / ("run-" + std::to_string(++files_));
    std::filesystem::create_directories(to);
    for (Thing& thing : things_) thing.floor_unknown |= step_unrecorded_;
    for (const char* name : {"state.db", "state.db-wal"}) {
      if (std::filesystem::exists(from / name)) std::filesystem::copy_file(from / name, to / name);
    }
    gateway_.reset();
    std::filesystem::remove_all(from);
  }

  void reload() {
    check();
    Thing& thing = things_[random_() % kChildren];
    const auto child = static_cast<std::size_t>(&thing - things_.data());
    thing.served = !thing.served;
    if (!thing.served) {
      ++thing.life;
      // The room's sums go with the child.
      const auto points = gateway_->reports.points(*gateway_->device(child));
      for (std::size_t c = 0; c < kCounters; ++c) {
        for (const double dropped : points[c].dropped) thing.counters[c].lost += dropped;
        thing.counters[c].lost_back += points[c].dropped[static_cast<std::size_t>(Drop::counter_reset)];
      }
    }
    test::serve_at_once(gateway_->population, served());
    gateway_->uplink->wake();
  }

  // Whatever is open, under way or fallen at this moment: to the gateway it stays the same device.
  void move_child() {
    check();
    Thing& thing = things_[random_() % kChildren];
    thing.link = 1 - thing.link;
    const auto change = test::serve_at_once(gateway_->population, served());
    REQUIRE(change.moved.size() == 1);
    gateway_->records.moved(change.moved);
    thing.source = gateway_->population.counter_source(change.moved[0]);
    check();
    ++seen_.moves;
  }

  static std::size_t number_of(std::string_view thing) {
    return static_cast<std::size_t>(std::atoi(std::string(thing.substr(6)).c_str()));
  }

  const Reloads reloads_;
  std::mt19937_64 random_;
  ManualClock clock_;
  TemporaryFolder folder_{test::memory_folder()};
  SimulatedService service_;
  std::array<Thing, kChildren> things_;
  std::map<const Thing*, ReportId> last_sent_id_;
  std::unique_ptr<GatewayRig> gateway_;
  AfterGap after_gap_ = AfterGap::drop;
  unsigned restart_every_ = 0;
  int files_ = 0, runs_ = 0;
  bool step_unrecorded_ = false;  // within its first second
  bool short_life_ = false;
  bool silent_ = false, unclean_shutdown_ = false;
  Seen seen_;
};

}  // namespace

TEST_CASE("what a device's counter moved is reported once, waits, or was dropped with a reason") {
  log::set_level(log::Level::error);
  const char* asked = std::getenv("GATEWARDEN_SEED");
  const char* runs = std::getenv("GATEWARDEN_RUNS");
  const std::uint64_t first = asked ? std::strtoull(asked, nullptr, 10) : 1;
  const std::uint64_t last = first + (runs ? std::strtoull(runs, nullptr, 10) : asked ? 1 : 25);
  World::Seen all;
  for (std::uint64_t seed = first; seed < last; ++seed) {
    CAPTURE(seed);
    World world(seed);
    world.run(3600);
    const World::Seen& seen = world.seen();
    all.reports += seen.reports;
    all.arrived += seen.arrived;
    all.unclean_shutdown += seen.unclean_shutdown;
    all.restarts += seen.restarts;
    all.resumed += seen.resumed;
    all.doubted += seen.doubted;
    all.fell += seen.fell;
    all.wrapped += seen.wrapped;
    all.led_back += seen.led_back;
    all.lost += seen.lost;
    for (const auto& [kind, count] : seen.outcomes) all.outcomes[kind] += count;
  }
  const auto of = [&](Outcome::Kind kind) { return std::to_string(all.outcomes[kind]); };
  WARN("reports closed " << all.reports << ", arrived " << all.arrived << "; accepted "
                         << of(Outcome::Kind::accepted) << ", rejected " << of(Outcome::Kind::rejected)
                         << ", throttled " << of(Outcome::Kind::throttled) << ", without a verdict "
                         << of(Outcome::Kind::no_verdict) << ", refused " << of(Outcome::Kind::refused)
                         << ", withheld " << of(Outcome::Kind::withheld) << ", outdated "
                         << of(Outcome::Kind::outdated) << ", abandoned " << of(Outcome::Kind::abandoned)
                         << "; restarts " << all.restarts << ", cut off " << all.unclean_shutdown
                         << "; counters resumed " << all.resumed << ", doubted " << all.doubted << "; falls "
                         << all.fell << ", wraps " << all.wrapped << ", back " << all.led_back);
  if (asked) return;
  // The random faults did happen.
  using Kind = Outcome::Kind;
  for (const Kind kind : {Kind::accepted, Kind::throttled, Kind::rejected, Kind::no_verdict, Kind::refused,
                          Kind::withheld, Kind::outdated}) {
    CAPTURE(static_cast<int>(kind));
    CHECK(all.outcomes[kind] > 10);
  }
  CHECK(all.arrived > 1000);
  CHECK(all.restarts - all.unclean_shutdown > 20);
  CHECK(all.unclean_shutdown > 30);
  CHECK(all.resumed > 100);
  CHECK(all.fell > 1000);
  CHECK(all.wrapped > 50);
  CHECK(all.led_back > 1000);
  CHECK(all.lost > 100'000);
  CHECK(all.doubted > 10);
}

TEST_CASE("a child that moves to another link loses nothing that its counters moved, at whatever moment") {
  log::set_level(log::Level::error);
  World::Seen all;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    World world(seed, World::Reloads::move);
    world.run(3600);
    all.moves += world.seen().moves;
    all.followed += world.seen().followed;
    all.left_behind += world.seen().left_behind;
    all.arrived += world.seen().arrived;
    all.fell += world.seen().fell;
    all.lost += world.seen().lost;
  }
  CHECK(all.moves > 300);
  CHECK(all.followed > 300);
  CHECK(all.left_behind * 20 < all.followed);
  CHECK(all.arrived > 1000);
  CHECK(all.fell > 100);
  CHECK(all.lost > 10'000);
}
