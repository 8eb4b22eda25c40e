#include "adapters/local_mqtt/child_health.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::local_mqtt;
using namespace std::chrono_literals;

namespace {

const SteadyTime kStart = SteadyTime{} + 1h;
const std::string kLinkUp;
const std::string kLinkDown = "the link site is not connected: connection reset";

Reading clean(std::uint32_t samples) {
  Reading reading;
  reading.samples = samples;
  return reading;
}

Reading faulty(std::string example) {
  Reading reading;
  reading.faults.add(Fault::not_json);
  reading.fault = Fault::not_json;
  reading.example.words = std::move(example);
  return reading;
}

Reading without_keys() {
  Reading reading;
  reading.missing = 2;
  reading.has_none = true;
  return reading;
}

const Explanation kNone{"/a, /b", "`{}` has none of what is read: /a, /b"};

}  // namespace

TEST_CASE("a child that never published says so, or that its link is down") {
  const ChildHealth health;
  const DeviceSnapshot up = health.snapshot(10s, kStart, kLinkUp);
  CHECK(up.state == DeviceState::never_seen);
  CHECK(up.why == "nothing was published to its topic since the gateway started");
  CHECK_FALSE(up.last_heard);
  CHECK(health.snapshot(10s, kStart, kLinkDown).why == kLinkDown);
}

TEST_CASE("a retained payload counts its samples and is no sign of life") {
  ChildHealth health;
  health.took(clean(3));
  const DeviceSnapshot shown = health.snapshot(10s, kStart, kLinkUp);
  CHECK(shown.state == DeviceState::never_seen);
  CHECK(shown.samples == 3);
}

TEST_CASE("a child that is silent for more than three periods is offline") {
  ChildHealth health;
  health.heard(kStart);
  CHECK(health.snapshot(10s, kStart + 30s, kLinkDown).state == DeviceState::online);
  CHECK(health.snapshot(10s, kStart + 30s, kLinkDown).why.empty());
  CHECK(health.snapshot(10s, kStart + 31s, kLinkUp).state == DeviceState::offline);
  CHECK(health.snapshot(10s, kStart + 31s, kLinkUp).why == "silent for 31 s");
  CHECK(health.snapshot(10s, kStart + 31s, kLinkDown).why == "silent for 31 s; " + kLinkDown);
  CHECK(health.snapshot(0s, kStart + 24h, kLinkUp).state == DeviceState::online);
  CHECK(health.snapshot(0s, kStart + 24h, kLinkUp).last_heard == kStart);
}

TEST_CASE("the newest payload decides whether a child is degraded, the counts of faults stay") {
  ChildHealth health;
  health.heard(kStart);
  health.took(faulty("not JSON: ..."));
  health.took(faulty(std::string(1000, 'x')));
  const DeviceSnapshot bad = health.snapshot(10s, kStart, kLinkUp);
  CHECK(bad.state == DeviceState::degraded);
  CHECK(bad.why == std::string(kMaxExample, 'x'));
  health.took(clean(2));
  const DeviceSnapshot good = health.snapshot(10s, kStart, kLinkUp);
  CHECK(good.state == DeviceState::online);
  CHECK(good.why.empty());
  CHECK(good.last_fault == std::string(kMaxExample, 'x'));
  CHECK(good.samples == 2);
  CHECK(good.errors == 2);
  CHECK(good.counters == std::map<std::string, std::uint64_t>{{"not_json", 2}});
}

TEST_CASE("a mended payload is counted and shown, and the child is online") {
  ChildHealth health;
  health.heard(kStart);
  Reading mended = clean(1);
  mended.fail(Fault::mended, [] { return Explanation{"", "nan at byte 96"}; });
  mended.missing = 1;
  health.took(mended);
  const DeviceSnapshot shown = health.snapshot(10s, kStart, kLinkUp);
  CHECK(shown.state == DeviceState::online);
  CHECK(shown.why.empty());
  CHECK(shown.last_fault == "nan at byte 96");
  CHECK(shown.errors == 0);
  CHECK(shown.counters == std::map<std::string, std::uint64_t>{{"mended", 1}, {"missing", 1}});
}

TEST_CASE("a child whose payloads never had a wanted key says so at once") {
  ChildHealth health;
  health.heard(kStart);
  CHECK(health.took(without_keys()));
  health.explain(kNone);
  DeviceSnapshot shown = health.snapshot(10s, kStart, kLinkUp);
  CHECK(shown.state == DeviceState::degraded);
  CHECK(shown.why == "`{}` has none of what is read: /a, /b");
  CHECK(shown.errors == 0);
  CHECK(shown.counters == std::map<std::string, std::uint64_t>{{"missing", 2}});
  health.took(clean(1));
  shown = health.snapshot(10s, kStart, kLinkUp);
  CHECK(shown.state == DeviceState::online);
  CHECK(shown.why.empty());
}

TEST_CASE("a child that had values is in doubt only after three payloads without any key") {
  ChildHealth health;
  health.heard(kStart);
  health.took(clean(2));
  CHECK_FALSE(health.took(without_keys()));
  CHECK_FALSE(health.took(without_keys()));
  CHECK(health.snapshot(10s, kStart, kLinkUp).state == DeviceState::online);
  CHECK(health.snapshot(10s, kStart, kLinkUp).counters.at("missing") == 4);
  CHECK(health.took(without_keys()));
  CHECK(health.snapshot(10s, kStart, kLinkUp).state == DeviceState::degraded);
  health.took(clean(1));
  health.took(without_keys());
  CHECK(health.snapshot(10s, kStart, kLinkUp).state == DeviceState::online);
}

TEST_CASE("a child none of whose payloads brings a value is named once, and once when they do again") {
  using News = std::optional<ChildHealth::News>;
  for (const Reading& useless : {faulty("not JSON: ..."), without_keys()}) {
    ChildHealth health;
    const auto took = [&](const Reading& reading, SteadyTime at) {
      if (health.took(reading)) health.explain(kNone);
      return health.news(at);
    };
    CHECK(took(clean(1), kStart) == News());
    for (int i = 0; i < 2; ++i) CHECK(took(useless, kStart) == News());
    CHECK(took(useless, kStart) == ChildHealth::News::in_vain);
    CHECK(health.why() == (useless.has_none ? "none of /a, /b" : "not_json"));
    for (int i = 0; i < 1000; ++i) CHECK(took(useless, kStart + 1h) == News());
    CHECK(took(clean(2), kStart + 1h) == ChildHealth::News::well);
    CHECK(took(clean(2), kStart + 2h) == News());
  }
}

TEST_CASE("a child whose payloads all lose a value is named once, and once when they lose none") {
  using News = std::optional<ChildHealth::News>;
  Reading half = faulty("wrong_type");
  half.samples = 1;
  ChildHealth health;
  const auto took = [&health](const Reading& reading, SteadyTime at) {
    health.took(reading);
    return health.news(at);
  };
  for (int i = 0; i < 2; ++i) CHECK(took(half, kStart) == News());
  CHECK(took(half, kStart) == ChildHealth::News::faulty);
  for (int i = 0; i < 1000; ++i) CHECK(took(half, kStart + 1h) == News());
  CHECK(took(clean(2), kStart + 1h) == ChildHealth::News::well);
  CHECK(took(half, kStart + 2h) == News());
  CHECK(took(clean(2), kStart + 2h) == News());
}

TEST_CASE("a child that breaks and recovers again and again does not fill the log") {
  ChildHealth health;
  int said = 0;
  for (int i = 0; i < 3600; ++i) {
    health.took(i % 4 == 3 ? clean(1) : faulty("not JSON: ..."));
    said += health.news(kStart + i * 1s).has_value() ? 1 : 0;
  }
  CHECK(said >= 2);
  CHECK(said <= 7);
}
