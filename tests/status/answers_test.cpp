#include <catch2/catch.hpp>

#include "gateway/status/documents.hpp"
#include "gateway/status/serve/control_answer.hpp"
#include "gateway/status/serve/http_answer.hpp"
#include "tests/status/fake_gateway.hpp"
#include "tests/support/manual_clock.hpp"

using namespace gatewarden;
using namespace gatewarden::status;

namespace {

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
  CHECK(read_status(all(answerer.answer(R"({"ask":"status"})")))->children.size() == 2);
  const auto child = read_child(all(answerer.answer(R"({"ask":"child","thing":"plant7-gw:meter-1"})")));
  REQUIRE(child);
  CHECK(child->row.thing == "plant7-gw:meter-1");
}

TEST_CASE("what is asked wrongly is answered with a code, whatever bytes it is") {
  FakeGateway gateway;
  ManualClock clock;
  ControlAnswerer answerer(gateway, clock);
  CHECK(read_refusal(all(answerer.answer(R"({"ask":"child","thing":"nobody"})")))->code == "unknown_thing");
  for (const char* bad : {"", "{", "[]", "7", R"({"ask":7})", R"({"ask":"everything"})", "\xff\xfe"}) {
    CAPTURE(bad);
    CHECK(read_refusal(all(answerer.answer(bad)))->code == "unknown_request");
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
  HttpAnswerer answerer(gateway, clock, false);
  CHECK(answerer.answer("GET", "/healthz").body == "ok\n");
  CHECK(answerer.answer("GET", "/metrics?name=x").body.find("gatewarden_build_info") != std::string::npos);
  CHECK(answerer.answer("GET", "/").status == 404);
  CHECK(answerer.answer("POST", "/metrics").status == 405);
  CHECK(answerer.answer("POST", "/metrics").allow == "GET, HEAD");
  gateway.ready = {false, "the uplink is down"};
  const HttpAnswer ready = answerer.answer("GET", "/readyz");
  CHECK(ready.status == 503);
  CHECK(ready.body == "the uplink is down\n");
}

TEST_CASE("series for each child follow the body only where they were asked for") {
  FakeGateway gateway;
  ManualClock clock;
  CHECK_FALSE(HttpAnswerer(gateway, clock, false).answer("GET", "/metrics").more);
  HttpAnswer answer = HttpAnswerer(gateway, clock, true).answer("GET", "/metrics");
  REQUIRE(answer.more);
  CHECK(all(std::move(answer.more)).find("gatewarden_child_online") != std::string::npos);
}
