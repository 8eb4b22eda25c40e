#include "gateway/status/show/trial_account.hpp"

#include <catch2/catch.hpp>

#include "tests/status/fake_gateway.hpp"

using namespace gatewarden;
using namespace gatewarden::status;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

GatewaySnapshot trial(Duration uptime) {
  GatewaySnapshot made;
  made.uptime = uptime;
  for (const char* thing : {"gw:a", "gw:b"}) {
    ChildRow row;
    row.thing = thing;
    row.last_values = "power=12";
    row.state = DeviceState::online;
    row.link = "hall";
    made.children.push_back(row);
  }
  LinkRow hall;
  hall.link.name = "hall";
  made.links.push_back(hall);
  return made;
}

}  // namespace

TEST_CASE("a child's first report and a link's connection are told once") {
  TrialAccount account;
  auto now = trial(2s);
  CHECK(account.tell(now, {}).empty());
  now.children[0].outcomes.accepted = 1;
  now.links[0].link.state = LinkState::connected;
  CHECK(account.tell(now, {}) ==
        "    2.0s  link hall: connected\n    2.0s  gw:a: first report accepted  power=12\n");
  now.children[0].outcomes.accepted = 2;
  CHECK(account.tell(now, {}).empty());
  CHECK_FALSE(all_taken(now));
  CHECK(trial_verdict(now) == "not every child's reports were accepted: gw:b");
}

TEST_CASE("that every child was accepted is told when the last one is") {
  TrialAccount account;
  auto now = trial(3s);
  for (auto& child : now.children) child.outcomes.accepted = 1;
  CHECK_THAT(account.tell(now, {}),
             Contains("reports of every child were accepted; Ctrl-C shows the state and ends"));
  CHECK(all_taken(now));
  CHECK(account.tell(now, {}).empty());
}

TEST_CASE("a rejection is told with the service's words, of a child that was accepted too") {
  TrialAccount account;
  auto now = trial(3s);
  now.children[1].outcomes.accepted = 1;
  account.tell(now, {});
  now.children[1].outcomes.rejected = 1;
  now.children[1].last_verdict = "rejected InvalidPayload";
  now.children[1].why = "Malformed\x1b[2J";
  const std::string told = account.tell(now, {});
  CHECK_THAT(told, Contains("gw:b: rejected InvalidPayload: Malformed"));
  CHECK(told.find('\x1b') == std::string::npos);
  now.children[0].outcomes.accepted = 1;
  CHECK_FALSE(all_taken(now));
}

TEST_CASE("of a link that is not connected no child is spoken of: the link's line says it") {
  TrialAccount account;
  auto now = trial(20s);
  now.links[0].link.state = LinkState::waiting;
  now.links[0].link.why = "connection refused";
  for (auto& child : now.children) child.why = "the link hall is not connected: connection refused";
  CHECK(account.tell(now, {}) == "   20.0s  link hall: waiting: connection refused\n");
  now.links[0].link.state = LinkState::connected;
  now.links[0].link.why.clear();
  now.children[0].why = "timed out";
  now.children[1].why.clear();
  CHECK(account.tell(now, {}) ==
        "   20.0s  link hall: connected\n   20.0s  gw:a: no report yet: timed out\n");
}

TEST_CASE("a silent child is spoken of once, when it had its chance") {
  TrialAccount account;
  auto now = trial(9s);
  now.links[0].link.state = LinkState::connected;
  account.tell(now, {});
  now.children[0].why = "timed out";
  CHECK(account.tell(now, {}).empty());
  now.uptime = 10s;
  CHECK(account.tell(now, {}) == "   10.0s  gw:a: no report yet: timed out\n");
  now.children[0].why = "timed out again";
  CHECK(account.tell(now, {}).empty());
}

TEST_CASE("the account of very many children is bounded each time") {
  TrialAccount account;
  auto now = trial(3s);
  now.children.assign(500, now.children[0]);
  for (std::size_t i = 0; i < now.children.size(); ++i) {
    now.children[i].thing = "gw:" + std::to_string(i);
    now.children[i].outcomes.accepted = i == 0 ? 0 : 1;
  }
  const std::string told = account.tell(now, {});
  CHECK(std::count(told.begin(), told.end(), '\n') == TrialAccount::kMaxLines + 1);
  CHECK_THAT(told, Contains("the same of 479 more"));
}

TEST_CASE("where nobody answers, reports are published") {
  TrialAccount account;
  auto now = trial(3s);
  for (auto& child : now.children) child.outcomes.no_verdict = 1;
  CHECK_FALSE(all_taken(now));
  now.uplink.verdicts = false;
  CHECK(all_taken(now));
  CHECK_THAT(account.tell(now, {}), Contains("gw:b: first report published"));
  CHECK(trial_verdict(now) == "reports of every child were published");
}

TEST_CASE("the report of a silent child is told as such") {
  TrialAccount account;
  auto now = trial(3s);
  for (auto& child : now.children) child.outcomes.accepted = 1;
  now.children[1].state = DeviceState::never_seen;
  now.children[1].why = "timed out";
  CHECK_THAT(account.tell(now, {}), Contains("gw:b: first report accepted, of its silence: timed out\n"));
  CHECK(trial_verdict(now) == "reports of every child were accepted; never heard: gw:b");
}

TEST_CASE("a trial without children is none") {
  const GatewaySnapshot none;
  CHECK_FALSE(all_taken(none));
  CHECK(trial_verdict(none) == "no child is known");
}
