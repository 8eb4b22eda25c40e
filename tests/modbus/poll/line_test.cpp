#include "adapters/modbus/poll/line.hpp"

#include <catch2/catch.hpp>

#include "tests/modbus/passive_stream.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Phase = Line::Phase;

namespace {

constexpr SteadyTime kStart{1h};

struct Site final : private StreamListener {
  explicit Site(LinkSettings its_settings = {}) : settings(std::move(its_settings)) {}

  void open(SteadyTime now) { line.open(*this, now); }
  bool is_open() const { return stream->listener() != nullptr; }

  std::string name = "hall-a";
  LinkSettings settings;
  std::unique_ptr<PassiveStream> owned = std::make_unique<PassiveStream>();
  PassiveStream* stream = owned.get();
  Line line{name, settings, std::move(owned)};
  std::mt19937_64 random{1};

 private:
  void opened() override {}
  void received(std::span<const std::uint8_t>) override {}
  void closed(const Trouble&) override {}
};

}  // namespace

TEST_CASE("a line that does not open in time says what it waited for") {
  Site site;
  site.open(kStart);
  CHECK(site.is_open());
  CHECK(site.line.is(Phase::opening));
  CHECK_FALSE(site.line.overdue(kStart + 2999ms));
  CHECK(site.line.overdue(kStart + 3s) == "no connection within 3s");
}

TEST_CASE("a device that dials in is waited for, but its absence is told") {
  LinkSettings settings;
  settings.dial_in.emplace();
  Site site(settings);
  site.open(kStart);
  CHECK_FALSE(site.line.overdue(kStart + 3s));
  CHECK(site.line.state().why() == "no device has dialled in within 3s");
  CHECK(site.line.state().is_lost());
  CHECK(site.line.is(Phase::opening));
  CHECK(site.line.state().deadline() == SteadyTime::max());
  CHECK(site.is_open());
}

TEST_CASE("an open line on which nobody ever answered leads elsewhere the next time") {
  Site site;
  site.open(kStart);
  site.line.fail("no connection within 3s", kStart, site.random);
  CHECK(site.stream->doubts == 0);
  for (const bool answers : {false, true}) {
    site.open(kStart);
    site.line.opened();
    if (answers) site.line.answered();
    site.line.fail("no answers", kStart, site.random);
    CHECK(site.stream->doubts == 1);
  }
}

TEST_CASE("a line that failed is closed, opened again after a pause, and says why until an answer comes") {
  Site site;
  site.open(kStart);
  site.line.fail("connection refused", kStart, site.random);
  CHECK_FALSE(site.is_open());
  CHECK(site.line.is(Phase::waiting));
  CHECK(site.line.state().deadline() > kStart);
  CHECK(site.line.state().why() == "connection refused");
  CHECK_FALSE(site.line.overdue(kStart));
  CHECK(site.line.is(Phase::waiting));
  CHECK_FALSE(site.line.overdue(site.line.state().deadline()));
  CHECK(site.line.is(Phase::closed));
  site.open(kStart + 2s);
  site.line.opened();
  CHECK(site.line.state().is_lost());
  site.line.answered();
  CHECK_FALSE(site.line.state().is_lost());
  CHECK(site.line.state().why().empty());
}

TEST_CASE("a line that the other side closed in peace may be opened at once and is not lost") {
  Site site;
  site.open(kStart);
  site.line.opened();
  site.line.answered();
  site.line.pause("", kStart + 1s);
  CHECK_FALSE(site.is_open());
  CHECK(site.line.is(Phase::waiting));
  CHECK(site.line.state().deadline() == kStart + 1s);
  CHECK(site.line.state().why().empty());
  site.line.pause("closed by the other side", kStart + 1s);
  CHECK(site.line.state().why() == "closed by the other side");
  CHECK_FALSE(site.line.state().is_lost());
}

TEST_CASE("a line that is stopped or closed keeps no stream open") {
  Site site;
  site.open(kStart);
  site.line.close();
  CHECK(site.line.is(Phase::closed));
  CHECK_FALSE(site.is_open());
  site.open(kStart);
  site.line.stop();
  CHECK(site.line.is(Phase::stopped));
  CHECK_FALSE(site.is_open());
}
