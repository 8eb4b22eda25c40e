#include "adapters/local_mqtt/payload_intake.hpp"

#include <catch2/catch.hpp>

#include "gateway/base/log.hpp"
#include "tests/local_mqtt/recording_sink.hpp"
#include "tests/local_mqtt/scripted_directory.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/log_capture.hpp"

using namespace gatewarden;
using namespace gatewarden::local_mqtt;
using namespace gatewarden::local_mqtt::test;
using namespace std::chrono_literals;
using Counters = std::map<std::string, std::uint64_t>;

namespace {

const SteadyTime kStart = SteadyTime{} + 1h;

struct Intake {
  explicit Intake(const Settings& settings = {}, bool learning = false,
                  const std::string& pattern = "sensors/{id}/t")
      : budget(settings.bytes_per_second),
        subscribed(TopicPattern::parse_all({pattern})),
        intake("site", settings, budget, sink, learning ? &directory : nullptr) {
    log::set_level(log::Level::off);
    directory.of = profile({{"temp", "/temp"}});
  }
  void take(std::string_view topic, std::string_view payload, bool retained = false) {
    intake.take({topic, payload, retained}, now, subscribed);
  }
  LinkSnapshot shown() const {
    LinkSnapshot shot;
    intake.show(shot);
    return shot;
  }
  DeviceSnapshot device(std::uint32_t id) const { return intake.device(DeviceId{id}, kStart, ""); }

  SteadyTime now = kStart;
  RecordingSink sink;
  ScriptedDirectory directory;
  LinkBudget budget;
  Subscriptions subscribed;
  PayloadIntake intake;
};

}  // namespace

TEST_CASE("a payload becomes samples of every child on its topic") {
  Intake site;
  site.intake.assign(
      {child(0, 10, "all", profile({{"a", "/a"}})), child(1, 20, "all", profile({{"b", "/b"}}))});
  CHECK(site.intake.topics() == Subscriptions::Topics{"all", "all"});
  site.take("all", R"({"a":1,"b":2})");
  CHECK(site.sink.number(10) == 1);
  CHECK(site.sink.number(20) == 2);
  CHECK(site.sink.signs_of_life == std::map<std::uint32_t, int>{{0, 1}, {1, 1}});
  CHECK(site.device(1).origin == "site all");
  CHECK(site.device(1).last_heard == kStart);
  CHECK(site.device(2).state == DeviceState::never_seen);
  CHECK(site.device(2).origin.empty());
  const LinkSnapshot shown = site.shown();
  CHECK(shown.devices == 2);
  CHECK(shown.samples == 2);
  CHECK(shown.counters == Counters{{"payloads", 1},
                                   {"payload_bytes", 13},
                                   {"retained_ignored", 0},
                                   {"empty", 0},
                                   {"learned", 0},
                                   {"missing", 0}});
}

TEST_CASE("a payload for one child of a topic is no loss of the others there") {
  Intake site;
  site.intake.assign(
      {child(0, 10, "all", profile({{"a", "/a"}})), child(1, 20, "all", profile({{"b", "/b"}}))});
  for (int i = 0; i < 5; ++i) site.take("all", R"({"b":2})");
  site.take("all", R"({"b":null})");
  CHECK(site.device(0).state == DeviceState::never_seen);
  CHECK(site.device(0).why == "no payload on its topic had a key of its own since the gateway started");
  CHECK(site.device(0).counters.empty());
  CHECK(site.sink.signs_of_life == std::map<std::uint32_t, int>{{1, 6}});
  CHECK(site.device(1).counters == Counters{{"missing", 1}});
  CHECK(site.shown().counters.at("missing") == 1);
  site.take("all", R"({"a":{}})");
  site.take("all", R"({"b":2})");
  CHECK(site.device(0).state ==
        DeviceState::degraded);  // its own newest payload is still the one that failed
  CHECK(site.device(0).counters == Counters{{"wrong_type", 1}});
  CHECK(site.device(1).state == DeviceState::online);
}

TEST_CASE("a payload for no child of its topic is a loss of each") {
  Intake site;
  site.intake.assign(
      {child(0, 10, "all", profile({{"a", "/a"}})), child(1, 20, "all", profile({{"b", "/b"}}))});
  for (int i = 0; i < 3; ++i) site.take("all", R"({"c":2})");
  for (const std::uint32_t id : {0, 1}) {
    CHECK(site.device(id).state == DeviceState::degraded);
    CHECK(site.device(id).counters == Counters{{"missing", 3}});
  }
}

TEST_CASE("payloads without a wanted key cost no allocation once the first were seen") {
  Intake site;
  site.intake.assign({child(0, 10, "a", profile({{"temp", "/environment/temperature"}}))});
  const bool had_values = GENERATE(false, true);
  if (had_values) site.take("a", R"({"environment":{"temperature":1}})");
  const std::string payload = R"({"pad":")" + std::string(150, 'x') + "\"}";
  const mqtt::Message message{"a", payload, false};
  for (int i = 0; i < 5; ++i) site.intake.take(message, kStart, site.subscribed);
  const std::size_t before = gatewarden::test::allocations();
  for (int i = 0; i < 1000; ++i) site.intake.take(message, kStart, site.subscribed);
  CHECK(gatewarden::test::allocations() == before);
}

TEST_CASE("the log names a fault and its place, and shows nothing of a payload") {
  struct Case {
    const char *payload, *why;
  };
  const Case seen = GENERATE(Case{R"({"psk":"hunter2"})", "none of /temp"},
                             Case{R"({"temp":"hunter2"})", "wrong_type at /temp"},
                             Case{R"({"temp":1,"temp":"hunter2"})", "duplicate_key at /temp"},
                             Case{R"({"temp":1} hunter2)", "not_json"}, Case{"hunter2", "not_json"});
  Intake site;
  site.intake.assign({child(0, 10, "a", site.directory.of)});
  const gatewarden::test::LogCapture log;
  for (int i = 0; i < 3; ++i) site.take("a", seen.payload);
  log::set_level(log::Level::off);
  INFO(log.text());
  CHECK(log.count("payloads_in_vain") == 1);
  CHECK(log.text().find(seen.why) != std::string::npos);
  CHECK(log.text().find("thing=" + child(0, 10, "a", site.directory.of).thing + " ") != std::string::npos);
  CHECK(log.text().find("hunter") == std::string::npos);
  CHECK_FALSE(site.device(0).why.empty());
}

TEST_CASE("faults are counted on their child and on the link") {
  Intake site;
  site.intake.assign({child(0, 10, "a", site.directory.of), child(1, 20, "b", site.directory.of)});
  site.take("a", "oops");
  site.take("b", R"({"temp":{}})");
  site.take("b", R"({"temp":1})");
  CHECK(site.device(0).counters == Counters{{"not_json", 1}});
  CHECK(site.device(1).counters == Counters{{"wrong_type", 1}});
  CHECK(site.shown().errors == 2);
  CHECK(site.shown().counters.at("not_json") == 1);
  CHECK(site.shown().counters.at("wrong_type") == 1);
}

TEST_CASE("what was mended or missing is counted on its child and on the link, and is no error") {
  Intake site;
  site.intake.assign({child(0, 10, "a", site.directory.of), child(1, 20, "b", site.directory.of)});
  site.take("a", R"({"temp":nan})");
  site.take("b", R"({"tmp":1})");
  CHECK(site.device(0).counters == Counters{{"mended", 1}, {"missing", 1}});
  CHECK(site.device(0).state == DeviceState::online);
  CHECK(site.device(0).last_fault == "nan at byte 8, in `{\"temp\":nan}`");
  CHECK(site.device(1).counters == Counters{{"missing", 1}});
  CHECK(site.device(1).why == R"(`{"tmp":1}` has none of what is read: /temp)");
  CHECK(site.shown().errors == 0);
  CHECK(site.shown().counters.at("mended") == 1);
  CHECK(site.shown().counters.at("missing") == 2);
}

TEST_CASE("an emptied topic says nothing of its device") {
  Intake site;
  site.intake.assign({child(0, 10, "a", site.directory.of)});
  site.take("a", "");
  CHECK(site.sink.signs_of_life.empty());
  CHECK(site.shown().counters.at("empty") == 1);
  CHECK(site.shown().counters.at("payloads") == 1);
  CHECK(site.shown().errors == 0);
}

TEST_CASE("a retained payload is counted, and where it is taken it is no sign of life") {
  Settings settings;
  settings.retained = GENERATE(false, true);
  Intake site(settings);
  site.intake.assign({child(0, 10, "a", site.directory.of)});
  site.take("a", R"({"temp":1})", true);
  CHECK(site.sink.has(10) == settings.retained);
  CHECK(site.shown().counters.at("retained_ignored") == (settings.retained ? 0 : 1));
  CHECK(site.sink.signs_of_life.empty());
  CHECK(site.device(0).state == DeviceState::never_seen);
}

TEST_CASE("a payload larger than the settings allow is a fault") {
  Settings settings;
  settings.max_payload = 64;
  Intake site(settings);
  site.intake.assign({child(0, 10, "a", site.directory.of)});
  site.take("a", std::string(65, ' '));
  CHECK(site.device(0).counters == Counters{{"too_large", 1}});
}

TEST_CASE("an unlisted device is counted, with a bounded example") {
  Intake site;
  site.take("sensors/" + std::string(1000, 'x') + "/t", R"({"temp":1})");
  CHECK(site.shown().unknown == 1);
  CHECK(site.shown().last_unknown == "sensors/" + std::string(kMaxExample - 8, 'x'));
  CHECK(site.sink.samples() == 0);
}

TEST_CASE("an unlisted device is learned at its topic where the directory lets it in") {
  Intake site({}, true);
  site.directory.allowed = 1;
  site.take("sensors/press-7/t", R"({"temp":3})");
  site.take("sensors/press-7/t", R"({"temp":4})");
  CHECK(site.directory.asked == std::vector<std::string>{"site press-7"});
  CHECK(site.sink.numbers[500].size() == 2);
  CHECK(site.device(100).origin == "site sensors/press-7/t");
  CHECK(site.shown().devices == 1);
  CHECK(site.shown().counters.at("learned") == 1);
  site.take("sensors/press-8/t", R"({"temp":3})");
  site.take("door/main", R"({"temp":3})");  // no pattern tells who that is
  CHECK(site.directory.asked.size() == 2);
  CHECK(site.shown().unknown == 2);
  CHECK(site.shown().last_unknown == "door/main");
}

TEST_CASE("what a device publishes beyond its share is counted and not looked at; the others pay nothing") {
  Intake site;
  site.intake.assign({child(0, 10, "a", site.directory.of), child(1, 20, "b", site.directory.of)});
  const std::string flood = R"({"temp":1,"pad":")" + std::string(200'000, 'x') + "\"}";
  for (int i = 0; i < 1000; ++i, site.now += 1ms) {
    site.take("a", flood);
    site.take("b", R"({"temp":2})");
  }
  CHECK(site.sink.numbers[20].size() == 1000);
  CHECK(site.device(1).counters.empty());
  CHECK(site.sink.numbers[10].size() < 60);  // ten seconds' worth of a megabyte each, and one second's
  const std::uint64_t passed_over = site.device(0).counters.at("too_fast");
  CHECK(passed_over + site.sink.numbers[10].size() == 1000);
  CHECK(site.device(0).state == DeviceState::degraded);
  CHECK(site.device(0).why ==
        "it publishes more than `bytes_per_second: 1000000`: what is more is not looked at");
  CHECK(site.device(0).last_heard == site.now - 1ms);  // it lives
  CHECK(site.shown().counters.at("too_fast") == passed_over);
  CHECK(site.shown().errors == passed_over);
  site.now += 20s;
  site.take("a", flood);
  CHECK(site.device(0).state == DeviceState::online);
}

TEST_CASE("a payload that is passed over is counted for every child of its topic") {
  Intake site;
  site.intake.assign({child(0, 10, "a", site.directory.of), child(1, 20, "a", site.directory.of)});
  for (int i = 0; i < 100; ++i) site.take("a", std::string(200'000, ' '));
  CHECK(site.device(0).counters.at("too_fast") > 40);
  CHECK(site.device(0).counters == site.device(1).counters);
}

TEST_CASE("lists of many members are paid for by the member") {
  Intake site;
  site.intake.assign({child(0, 10, "a", profile({{"peers", "/p", MetricType::string_list}}))});
  std::string payload = R"({"p":["0")";
  for (int i = 1; i < 4000; ++i) payload += ",\"" + std::to_string(i) + '"';
  const std::string last =
      GENERATE(as<std::string>{}, "\"4000\"", "4000");  // the second fits no list of texts
  payload += "," + last + "]}";
  for (int i = 0; i < 100; ++i) site.take("a", payload);
  CHECK(site.device(0).counters.at("too_fast") > 70);
}

TEST_CASE("a payload that is passed over costs no allocation") {
  Intake site;
  site.intake.assign({child(0, 10, "a", site.directory.of)});
  const std::string payload = R"({"temp":1})";
  const mqtt::Message message{"a", payload, false};
  for (int i = 0; i < 100'000; ++i) site.intake.take(message, kStart, site.subscribed);
  REQUIRE(site.device(0).counters.count("too_fast") == 1);
  const std::size_t before = gatewarden::test::allocations();
  for (int i = 0; i < 1000; ++i) site.intake.take(message, kStart, site.subscribed);
  CHECK(gatewarden::test::allocations() == before);
}

TEST_CASE("a payload is parsed once, however many children read it") {
  const std::string payload =
      "\xEF\xBB\xBF"
      R"({"temp":1,"pad":")" +
      std::string(150, 'x') + "\"}";  // to be mended
  const mqtt::Message message{"a", payload, false};
  const auto allocations_with = [&](std::uint32_t children) {
    Intake site;
    std::vector<Assignment> all;
    for (std::uint32_t i = 0; i < children; ++i) all.push_back(child(i, 10 * i, "a", site.directory.of));
    site.intake.assign(all);
    SteadyTime now = kStart;
    const auto take = [&] { site.intake.take(message, now += 1s, site.subscribed); };
    for (int i = 0; i < 5; ++i) take();
    site.sink.numbers.clear();
    site.sink.is_deaf = true;
    const std::size_t before = gatewarden::test::allocations();
    for (int i = 0; i < 100; ++i) take();
    return gatewarden::test::allocations() - before;
  };
  const std::size_t alone = allocations_with(1);
  CHECK(alone > 0);
  CHECK(allocations_with(10) == alone);
}

TEST_CASE("children of one topic that take plain text, and those that do not, each read it their way") {
  Intake site;
  const auto whole = profile({{"state", "", MetricType::string_list}});
  site.intake.assign({child(0, 10, "a", site.directory.of), child(1, 20, "a", whole),
                      child(2, 30, "a", whole), child(3, 40, "a", site.directory.of)});
  site.take("a", "ON");
  CHECK(site.sink.list<StringList>(20).strings == std::vector<std::string>{"ON"});
  CHECK(site.sink.list<StringList>(30).strings == std::vector<std::string>{"ON"});
  for (const std::uint32_t id : {0, 3}) CHECK(site.device(id).counters == Counters{{"not_json", 1}});
  site.take("a", R"({"temp":nan,"temp2":nan})");
  for (const std::uint32_t id : {0, 3}) CHECK(site.device(id).counters.at("mended") == 1);
}

TEST_CASE("a learned device has one record and one line of log, on however many topics its name stands") {
  Intake site({}, true, "site/+/{id}/state");
  site.directory.allowed = 1;
  gatewarden::test::LogCapture captured;
  for (int i = 0; i < 500; ++i)
    site.take("site/" + std::to_string(i) + std::string(900, 'x') + "/dev1/state", R"({"temp":3})");
  CHECK(site.shown().devices == 1);
  CHECK(site.shown().counters.at("learned") == 1);
  CHECK(site.shown().unknown == 0);
  CHECK(site.sink.numbers[500].size() == 500);
  CHECK(site.intake.topics().size() == 1);
  CHECK(captured.count("device_learned") == 0);  // whoever decides to learn it says so
}

TEST_CASE("a payload for a learned device on another topic is not for those beside its first one") {
  Intake site({}, true, "site/+/{id}/state");
  site.directory.allowed = 1;
  site.take("site/a/dev1/state", R"({"temp":3})");
  // The file lists one on that topic; the learned one stays beside it.
  Assignment learned = site.directory.learned.at("site dev1");
  site.intake.assign({learned, child(7, 70, "site/a/dev1/state", site.directory.of)});
  site.take("site/a/dev1/state", R"({"temp":4})");
  CHECK(site.sink.numbers[70].size() == 1);
  site.take("site/b/dev1/state", R"({"temp":5})");
  CHECK(site.sink.numbers[70].size() == 1);
  CHECK(site.sink.numbers[500].size() == 3);
}

TEST_CASE("a topic of any length teaches nothing beyond the bound") {
  Intake site({}, true, "site/+/{id}/state");
  site.directory.allowed = 10;
  const std::string rest = "/dev1/state";
  site.take("site/" + std::string(PayloadIntake::kMaxLearnedTopic - 4 - rest.size(), 'x') + rest,
            R"({"temp":3})");
  CHECK(site.shown().devices == 0);
  CHECK(site.shown().unknown == 1);
  site.take("site/" + std::string(PayloadIntake::kMaxLearnedTopic - 5 - rest.size(), 'x') + rest,
            R"({"temp":3})");
  CHECK(site.shown().devices == 1);
}

TEST_CASE("a device that is released brings nothing more, and its ids may be another's") {
  Intake site({}, true);
  site.directory.allowed = 1;
  site.take("sensors/press-7/t", R"({"temp":3})");
  site.intake.release(DeviceId{100});
  CHECK(site.shown().devices == 0);
  CHECK(site.device(100).origin.empty());
  CHECK(site.intake.topics().empty());
  site.directory.learned.clear();
  site.take("sensors/press-8/t", R"({"temp":4})");  // the same ids
  site.take("sensors/press-7/t", R"({"temp":5})");
  CHECK(site.shown().devices == 1);
  CHECK(site.device(100).origin == "site sensors/press-8/t");
  CHECK(site.sink.numbers[500].size() == 2);
  CHECK(site.shown().unknown == 1);
}

TEST_CASE("a learned device is heard at the topic that it was learned on, and at no other") {
  Intake site({}, true);
  site.directory.allowed = 1;
  site.take("sensors/press-1/t", R"({"temp":1})");
  const DeviceId learned{100};
  CHECK(site.intake.hears(learned, Address{"sensors/press-1/t"}));
  CHECK_FALSE(site.intake.hears(learned, Address{"sensors/press-2/t"}));
  CHECK_FALSE(site.intake.hears(DeviceId{99}, Address{"sensors/press-1/t"}));
  CHECK_FALSE(site.intake.hears(learned, {}));
}
