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

}  // namespace

TEST_CASE("a request for the status or for a child is answered with its document") {
  FakeGateway gateway;
  ManualClock clock;
  ControlAnswerer answerer(gateway, clock);
  CHECK(read_status(all(answerer.answer(R"({"ask":"status"})").text))->children.size() == 2);
  const auto child = read_child(all(answerer.answer(R"({"ask":"child","thing":"plant7-gw:meter-1"})").text));
  REQUIRE(child);
  CHECK(child->row.thing == "plant7-gw:meter-1");
}

TEST_CASE("what is asked wrongly is answered with a code, whatever bytes it is") {
  FakeGateway gateway;
  ManualClock clock;
  ControlAnswerer answerer(gateway, clock);
  CHECK(read_refusal(all(answerer.answer(R"({"ask":"child","thing":"nobody"})").text))->code ==
        "unknown_thing");
  for (const char* bad : {"", "{", "[]", "7", R"({"ask":7})", R"({"ask":"everything"})", "\xff\xfe"}) {
    CAPTURE(bad);
    CHECK(read_refusal(all(answerer.answer(bad).text))->code == "unknown_request");
  }
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
