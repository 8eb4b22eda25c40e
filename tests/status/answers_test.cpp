#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/status/documents.hpp"
#include "gateway/status/serve/control_answer.hpp"
#include "gateway/status/serve/http_answer.hpp"
#include "tests/status/fake_gateway.hpp"
#include "tests/support/manual_clock.hpp"

using namespace gatewarden;
using namespace gatewarden::status;

namespace {

HttpRequest http(std::string_view method, std::string_view target) {
  return {.method = method, .target = target, .hosts = {"localhost"}};
}

std::string all(Pieces pieces) {
  std::string text;
  while (pieces(text)) {
  }
  return text;
}

struct Asked {
  std::string operator()(std::string_view request, ControlPeer peer = {1000}) {
    std::string text;
    answerer.answer(request, peer, [&](ControlAnswer answer) { text = all(std::move(answer.text)); });
    return text;
  }
  FakeGateway gateway;
  ManualClock clock;
  ControlAnswerer answerer{gateway, {gateway, gateway}, clock, 1000};
};

}  // namespace

TEST_CASE("a request for the status or for a child is answered with its document") {
  Asked ask;
  CHECK(read_status(ask(R"({"ask":"status"})"))->children.size() == 2);
  const auto child = read_child(ask(R"({"ask":"child","thing":"plant7-gw:meter-1"})"));
  REQUIRE(child);
  CHECK(child->row.thing == "plant7-gw:meter-1");
}

TEST_CASE("what is asked wrongly is answered with a code, whatever bytes it is") {
  Asked ask;
  CHECK(read_refusal(ask(R"({"ask":"child","thing":"nobody"})"))->code == "unknown_thing");
  for (const char* bad : {"", "{", "[]", "7", R"({"ask":7})", R"({"ask":"everything"})", "\xff\xfe"}) {
    CAPTURE(bad);
    CHECK(read_refusal(ask(bad))->code == "unknown_request");
  }
}

TEST_CASE("an order to forget is for the gateway's own user and root; nobody else's is carried out") {
  Asked ask;
  const std::string order = R"({"ask":"forget","thing":"plant7-gw:meter-4"})";
  for (const ControlPeer& stranger : {ControlPeer{1001}, ControlPeer{65534}, ControlPeer{std::nullopt}})
    CHECK(read_refusal(ask(order, stranger))->code == "not_allowed");
  CHECK(ask.gateway.orders.empty());
  for (const uid_t uid : {uid_t{1000}, uid_t{0}}) {
    const auto device = read_forgotten(ask(order, {uid}));
    REQUIRE(device);
    CHECK(device->thing == "plant7-gw:meter-4");
    CHECK(device->last_report_id == 1790000301);
    CHECK(device->dropped == Counters{{"energy_wh", 12}});
    CHECK(ask.gateway.orders.back().second == uid);
  }
  CHECK(read_refusal(ask(R"({"ask":"forget","thing":"nobody"})", {0}))->code == "unknown_thing");
}

TEST_CASE(
    "an order to reload is for the gateway's own user and root; its names are cut unless all are asked for") {
  Asked ask;
  ReloadChanges changes;
  for (int i = 0; i < 12; ++i) changes.added.add("gw:press-" + std::to_string(i));
  changes.moved.add({"gw:door", "site topic d", "hall topic d"});
  changes.aws = {"12 things are new"};
  ask.gateway.reloaded = std::make_shared<const ReloadChanges>(changes);
  for (const ControlPeer& stranger : {ControlPeer{1001}, ControlPeer{std::nullopt}})
    CHECK(read_refusal(ask(R"({"ask":"reload"})", stranger))->code == "not_allowed");
  CHECK(ask.gateway.reloads.empty());
  const auto few = read_reloaded(ask(R"({"ask":"reload"})", {0}));
  REQUIRE(few);
  CHECK(few->added.count == 12);
  CHECK(few->added.first.size() == 10);
  CHECK(few->moved.first.at(0).now == "hall topic d");
  CHECK(few->aws == changes.aws);
  CHECK(read_reloaded(ask(R"({"ask":"reload","all":true})"))->added.first.size() == 12);
  CHECK(ask.gateway.reloads == std::vector<std::uint32_t>{0, 1000});
  ask.gateway.reloaded =
      RefusedRequest{"refused_fleet", "fleet.yaml:1:1: error F002\nfleet.yaml:2:1: error F010\n"};
  const auto refused = read_refusal(ask(R"({"ask":"reload"})"));
  REQUIRE(refused);
  CHECK(refused->code == "refused_fleet");
  CHECK(refused->sentence == "fleet.yaml:1:1: error F002\nfleet.yaml:2:1: error F010\n");
}

TEST_CASE("a long answer to a reload is made in pieces, which together are the document") {
  Asked ask;
  ReloadChanges changes;
  changes.children = 30'000;
  for (int i = 0; i < 10'000; ++i) {
    const std::string thing = "plant7-gw:meter-" + std::to_string(i);
    changes.added.add(thing);
    changes.changed.add({thing, "hall unit 4", "hall unit 4", "its profile em24 changed"});
    changes.notes.push_back("a note on " + thing);
  }
  changes.settings.add("gateway.reports.interval: 5m, now 10m");
  ask.gateway.reloaded = std::make_shared<const ReloadChanges>(changes);
  std::size_t longest = 0;
  std::string document;
  ask.answerer.answer(R"({"ask":"reload","all":true})", {0}, [&](ControlAnswer answer) {
    for (std::string piece; answer.text(piece); piece.clear()) {
      longest = std::max(longest, piece.size());
      document += piece;
    }
  });
  CHECK(document.size() > 10 * kPieceBytes);
  CHECK(longest < kPieceBytes + 1000);
  const auto read = read_reloaded(document);
  REQUIRE(read);
  CHECK(read->children == 30'000);
  CHECK(read->added.first == changes.added.first);
  CHECK(read->changed.count == 10'000);
  CHECK(read->changed.first.back().thing == "plant7-gw:meter-9999");
  CHECK(read->changed.first.back().why == "its profile em24 changed");
  CHECK(read->settings.first == changes.settings.first);
  CHECK(read->notes == changes.notes);
}

TEST_CASE("who asks within half a second gets the same snapshot, later a new one") {
  FakeGateway gateway;
  ManualClock clock;
  SharedSnapshot shared(gateway, clock);
  const auto first = shared.take();
  CHECK(shared.take() == first);
  clock.advance(SharedSnapshot::kFresh);
  CHECK(shared.take() != first);
  CHECK(gateway.snapshots == 2);
}

TEST_CASE("at most two snapshots are alive, and readers of the older one give way after their time") {
  FakeGateway gateway;
  ManualClock clock;
  SharedSnapshot shared(gateway, clock);
  std::vector<SharedSnapshot::Held> readers;
  std::size_t cut = 0;
  shared.cut_by([&](const GatewaySnapshot* old) {
    cut += std::erase_if(readers, [old](const auto& held) { return held.get() == old; });
  });
  const auto reader = [&] {
    readers.push_back(shared.take());
    return readers.back().get();
  };
  const auto* first = reader();
  clock.advance(SharedSnapshot::kFresh);
  const auto* second = reader();
  CHECK(second != first);
  clock.advance(SharedSnapshot::kPatience - SharedSnapshot::kFresh);
  CHECK(reader() == second);  // the first one's reader has not had its time
  CHECK(cut == 0);
  clock.advance(SharedSnapshot::kFresh);
  CHECK(reader() != second);
  CHECK(cut == 1);
  CHECK(gateway.snapshots == 3);
}

TEST_CASE("without anybody who ends answers, the newer of two snapshots is given") {
  FakeGateway gateway;
  ManualClock clock;
  SharedSnapshot shared(gateway, clock);
  const auto first = shared.take();
  clock.advance(SharedSnapshot::kPatience);
  const auto second = shared.take();
  clock.advance(SharedSnapshot::kPatience);
  CHECK(shared.take() == second);
  CHECK(gateway.snapshots == 2);
}

TEST_CASE("a snapshot that nobody holds any more is not kept") {
  FakeGateway gateway;
  ManualClock clock;
  SharedSnapshot shared(gateway, clock);
  shared.take();
  shared.take();
  CHECK(gateway.snapshots == 2);
}

TEST_CASE("each path has its answer, and other methods are told which there are") {
  FakeGateway gateway;
  ManualClock clock;
  HttpAnswerer answerer(gateway, clock, false, ServedNames());
  CHECK(answerer.answer(http("GET", "/healthz")).body == "ok\n");
  CHECK(answerer.answer(http("GET", "/metrics?name=x")).body.find("gatewarden_build_info") !=
        std::string::npos);
  CHECK(answerer.answer(http("GET", "/")).status == 404);
  CHECK(answerer.answer(http("POST", "/metrics")).status == 405);
  CHECK(answerer.answer(http("POST", "/metrics")).allow == "GET, HEAD");
  gateway.ready = {false, "the uplink is down"};
  const HttpAnswer ready = answerer.answer(http("GET", "/readyz"));
  CHECK(ready.status == 503);
  CHECK(ready.body == "the uplink is down\n");
}

TEST_CASE("series for each child follow the body only where they were asked for") {
  FakeGateway gateway;
  ManualClock clock;
  CHECK_FALSE(HttpAnswerer(gateway, clock, false, ServedNames()).answer(http("GET", "/metrics")).more);
  HttpAnswer answer = HttpAnswerer(gateway, clock, true, ServedNames()).answer(http("GET", "/metrics"));
  REQUIRE(answer.more);
  CHECK(all(std::move(answer.more)).find("gatewarden_child_online") != std::string::npos);
}
