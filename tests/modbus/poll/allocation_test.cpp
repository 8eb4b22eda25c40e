// In the steady state a poll of numbers allocates nothing, neither in the link (turns, framing, decoding, the
// tick) nor in the loop. Asio reuses an earlier handler's memory: only polls after the first ones count,
// within one run() of the loop.
#include <boost/asio.hpp>
#include <catch2/catch.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/poll/modbus_link.hpp"
#include "adapters/modbus/poll/modbus_master.hpp"
#include "adapters/modbus/wire/rtu.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/manual_clock.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kWarmUp = 200, kPolls = 1000;
constexpr unsigned kUnits = 10;

// Asio keeps two blocks of past handlers. If the timer takes a read's larger one, the next read allocates a
// new one: a few times in all.
constexpr std::size_t kSocketPolls = 20'000, kAsiosBlocks = 4;

struct CountingSink final : SampleSink {
  void accept(PointId, Number value, SteadyTime) override {
    ++values;
    sum += value.as_double();
    if (each) each();
  }
  void accept(PointId, const ListValue&, SteadyTime) override {}
  void heard(DeviceId, SteadyTime) override { ++answers; }
  std::size_t values = 0, answers = 0;
  double sum = 0;
  std::function<void()> each;
};

// A slave in this process: register n is worth n. Answers on command, in fixed memory.
class InstantSlave final : public Stream {
 public:
  explicit InstantSlave(bool rtu) : rtu_(rtu) {}

  void open(StreamListener& listener) override { listener_ = &listener; }
  void close() override { listener_ = nullptr; }
  void send(std::span<const std::uint8_t> bytes) override {
    std::copy(bytes.begin(), bytes.end(), asked_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ += bytes.size();
  }
  std::string endpoint() const override { return "here"; }

  void work() {
    if (listener_ && !open_) {
      open_ = true;
      listener_->opened();
    }
    while (used_ > 0) {
      const std::size_t bytes = answer();
      std::copy(asked_.begin() + static_cast<std::ptrdiff_t>(request_bytes()),
                asked_.begin() + static_cast<std::ptrdiff_t>(used_), asked_.begin());
      used_ -= request_bytes();
      listener_->received(std::span(answer_).first(bytes));
    }
  }

 private:
  std::size_t request_bytes() const { return rtu_ ? kRtuReadBytes : 12; }
  std::size_t answer() {
    const std::size_t header = rtu_ ? 0 : 6;  // before the unit
    const std::uint8_t* asked = asked_.data() + header;
    const auto first = static_cast<unsigned>(asked[2] << 8 | asked[3]);
    const auto count = static_cast<unsigned>(asked[4] << 8 | asked[5]);
    std::copy_n(asked_.begin(), header, answer_.begin());
    if (!rtu_) answer_[5] = static_cast<std::uint8_t>(3 + 2 * count);
    std::size_t end = header;
    answer_[end++] = asked[0];
    answer_[end++] = asked[1];
    answer_[end++] = static_cast<std::uint8_t>(2 * count);
    for (unsigned i = first; i < first + count; ++i) {
      answer_[end++] = static_cast<std::uint8_t>(i >> 8);
      answer_[end++] = static_cast<std::uint8_t>(i);
    }
    if (!rtu_) return end;
    const std::uint16_t checksum = rtu_checksum(std::span(answer_).first(end));
    answer_[end++] = static_cast<std::uint8_t>(checksum);
    answer_[end++] = static_cast<std::uint8_t>(checksum >> 8);
    return end;
  }

  bool rtu_;
  bool open_ = false;
  StreamListener* listener_ = nullptr;
  std::array<std::uint8_t, 512> asked_{}, answer_{};
  std::size_t used_ = 0;
};

// Two reads: whole, real, scaled and computed numbers.
std::shared_ptr<const AdapterProfile> numbers(Duration every) {
  auto profile = std::make_shared<AdapterProfile>();
  profile->every = every;
  const auto add = [&](ValueSource from) {
    profile->metrics.push_back("m" + std::to_string(profile->from.size()));
    profile->from.emplace_back(std::move(from));
  };
  const auto holding = [](std::uint32_t address) {
    ValueSource from;
    from.holding = address;
    return from;
  };
  for (std::uint32_t i = 0; i < 10; ++i) add(holding(i));
  ValueSource real = holding(10), scaled = holding(200), computed;
  real.as = DataType::float32;
  scaled.scale = 0.1;
  computed.compute = "a + b * 2";
  computed.of = {{"a", holding(0)}, {"b", holding(201)}};
  for (const ValueSource& from : {real, scaled, computed}) add(from);
  return profile;
}

std::vector<Assignment> ten_units(const std::shared_ptr<const AdapterProfile>& profile) {
  std::vector<Assignment> units;
  for (std::uint8_t unit = 1; unit <= kUnits; ++unit) {
    units.push_back({DeviceId{unit}, PointId{100u * unit}, "plant:unit-" + std::to_string(unit), profile,
                     UnitAddress{unit}});
  }
  return units;
}

std::size_t allocations_in_steady_state(bool rtu, unsigned outstanding) {
  ManualClock clock;
  CountingSink sink;
  MasterParts parts(clock, 1);
  LinkSettings settings;
  (rtu ? settings.rtu_over_tcp : settings.tcp) = HostPort{"127.0.0.1", 502};
  settings.outstanding = outstanding;
  auto owned = std::make_unique<InstantSlave>(rtu);
  InstantSlave& slave = *owned;
  ModbusLink link("hall-a", settings, sink, parts, std::move(owned));
  link.assign(ten_units(numbers(1s)));
  link.start();
  const auto poll_until = [&](std::size_t answers) {
    for (unsigned tick = 0; sink.answers < answers && tick < 1'000'000; ++tick) {
      clock.advance(10ms);
      slave.work();
    }
  };
  poll_until(kWarmUp);
  const std::size_t before = test::allocations();
  poll_until(kWarmUp + kPolls);
  const std::size_t after = test::allocations();
  // Not in between: a reporter may keep each assertion.
  REQUIRE(sink.answers >= kWarmUp + kPolls);
  CHECK(link.snapshot().errors == 0);
  CHECK(sink.values == sink.answers / 2 * 13);  // two answers are the thirteen values of a reading
  return after - before;
}

}  // namespace

TEST_CASE("a program that asks for memory is seen doing it") {
  const std::size_t before = test::allocations();
  const auto something = std::make_unique<int>(1);
  CHECK(test::allocations() > before);
  CHECK(*something == 1);
}

TEST_CASE("a thousand polls over Modbus TCP allocate nothing") {
  CHECK(allocations_in_steady_state(false, 1) == 0);
  CHECK(allocations_in_steady_state(false, 8) == 0);
}

TEST_CASE("a thousand polls over Modbus RTU allocate nothing") {
  CHECK(allocations_in_steady_state(true, 1) == 0);
}

TEST_CASE("nor do twenty thousand over a real socket with the real clock, but for Asio's own blocks") {
  using boost::asio::ip::tcp;
  boost::asio::io_context elsewhere;
  tcp::acceptor acceptor(elsewhere, {boost::asio::ip::address_v4::loopback(), 0});
  // Blocking and on the stack: only the master's allocations count.
  std::thread slave([&] {
    tcp::socket socket = acceptor.accept();
    std::array<std::uint8_t, 12> asked;
    std::array<std::uint8_t, 9 + 250> answer{};
    boost::system::error_code gone;
    while (boost::asio::read(socket, boost::asio::buffer(asked), gone) == asked.size()) {
      std::copy_n(asked.begin(), 8, answer.begin());
      const std::size_t bytes = 2u * asked[11];
      answer[5] = static_cast<std::uint8_t>(3 + bytes);
      answer[8] = static_cast<std::uint8_t>(bytes);
      boost::asio::write(socket, boost::asio::buffer(answer.data(), 9 + bytes), gone);
    }
  });
  boost::asio::io_context io(1);
  SystemClock clock(io);
  CountingSink sink;
  std::size_t before = 0, after = 0;
  sink.each = [&] {
    if (sink.answers == kWarmUp) before = test::allocations();
    if (sink.answers < kWarmUp + kSocketPolls) return;
    if (after == 0) after = test::allocations();
    io.stop();
  };
  {
    ModbusMaster master(clock, io);
    LinkSettings settings;
    settings.tcp = {"127.0.0.1", acceptor.local_endpoint().port()};
    settings.outstanding = 8;
    const auto link = master.link("hall-a", settings, sink);
    link->assign(ten_units(numbers(1us)));  // always due
    link->start();
    boost::asio::steady_timer patience(io, 30s);
    patience.async_wait([&](const boost::system::error_code&) { io.stop(); });
    io.run();
    CHECK(link->snapshot().errors == 0);
  }
  slave.join();
  REQUIRE(after > 0);
  CHECK(after - before <= kAsiosBlocks);
}
