#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/status/documents.hpp"
#include "gateway/status/link_state_text.hpp"
#include "tests/status/fake_gateway.hpp"

using namespace gatewarden;
using namespace gatewarden::status;

namespace {

std::string whole(Pieces pieces) {
  std::string text;
  while (pieces(text)) {
  }
  return text;
}
std::string document_of(GatewaySnapshot snapshot) {
  return whole(status_document(std::make_shared<const GatewaySnapshot>(std::move(snapshot))));
}

}  // namespace

TEST_CASE("a snapshot read back says what was written") {
  const auto document = document_of(gateway_snapshot());
  const auto read = read_status(document);
  REQUIRE(read);
  CHECK(document_of(*read) == document);
  CHECK(read->started == gateway_snapshot().started);
  CHECK(read->uptime == gateway_snapshot().uptime);
  CHECK(read->links[1].link.last_unknown == "sensors/x");
  CHECK(read->children[1].state == DeviceState::offline);
  CHECK(read->children[1].last_seen == gateway_snapshot().children[1].last_seen);
  CHECK(read->totals.dropped == Counters{{"digits", 2}});
}

TEST_CASE("a child in depth read back says what was written") {
  const auto document = child_document(child_detail());
  const auto read = read_child(document);
  REQUIRE(read);
  CHECK(child_document(*read) == document);
  CHECK(read->points[1].age == std::nullopt);
  CHECK(read->last_rejection->when == child_detail().last_rejection->when);
}

TEST_CASE("the status document is what scripts rely on") {
  const auto json = nlohmann::json::parse(document_of(gateway_snapshot()));
  CHECK(json["answer"] == "status");
  CHECK(json["started"] == "2026-09-21T14:13:20.123Z");
  CHECK(json["uptime_seconds"] == 183900.0);
  CHECK(json["floor"] == "service: aws, floor 300 s");
  CHECK(json["uplink"]["counters"]["publishes"] == 24);
  CHECK(json["links"][0]["samples_per_second"] == 2.04);
  CHECK(json["children"][0]["last_report_id"] == 1790000301);
  CHECK(json["children"][1]["why"] == "no answer within 500ms (3 in a row)");
  CHECK(json["children"][1]["waiting"] == true);
  CHECK(json["totals"]["offline"] == 1);
}

TEST_CASE("what is not known is null, not a number") {
  auto snapshot = gateway_snapshot();
  snapshot.children[0].last_seen = std::nullopt;
  snapshot.children[0].last_report_id = std::nullopt;
  snapshot.links[0].samples_per_second = std::numeric_limits<double>::quiet_NaN();
  const auto json = nlohmann::json::parse(document_of(snapshot));
  CHECK(json["children"][0]["last_seen_seconds"].is_null());
  CHECK(json["children"][0]["last_report_id"].is_null());
  CHECK(json["links"][0]["samples_per_second"].is_null());
}

TEST_CASE(
    "whatever bytes a device gave, the document is valid UTF-8 on one line without control characters") {
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte += static_cast<char>(i);
  auto snapshot = gateway_snapshot();
  snapshot.children[0].last_values = every_byte + "\xE2\x80\xAE right to left \xF3\xA0\x81\x81 \"quoted\\";
  snapshot.children[0].origin = "caf\xC3\xA9 \xE6\xB8\xA9";
  const auto document = document_of(snapshot);
  for (const char c : document) {
    const auto byte = static_cast<unsigned char>(c);
    REQUIRE((byte >= 0x20 && byte != 0x7F));
  }
  CHECK(document.find("\xE2\x80\xAE") == std::string::npos);
  const auto json = nlohmann::json::parse(document);  // checks UTF-8 too
  CHECK(json["children"][0]["origin"] == "café 温");
  CHECK(json["children"][0]["last_values"].get<std::string>().substr(0, 3) == std::string("\0\1\2", 3));
}

TEST_CASE("a document of many children comes in pieces of bounded size") {
  FakeGateway gateway;
  gateway.populate(5'000);
  auto pieces = status_document(std::make_shared<const GatewaySnapshot>(gateway.snapshot(Depth::children)));
  std::string all, piece;
  std::size_t largest = 0, count = 0;
  while (pieces(piece)) {
    largest = std::max(largest, piece.size());
    ++count;
    all += std::exchange(piece, {});
  }
  CHECK(largest < kPieceBytes + 2048);
  CHECK(count > 20);
  const auto read = read_status(all);
  REQUIRE(read);
  CHECK(read->children.size() == 5'000);
}

TEST_CASE("a document of another version is read as far as it goes") {
  const auto read = read_status(
      R"({"answer":"status","thing":"gw","pid":"no number","news":[1],"children":[{"thing":"a"},7]})");
  REQUIRE(read);
  CHECK(read->thing == "gw");
  CHECK(read->pid == 0);
  CHECK(read->children.size() == 2);
  CHECK_FALSE(read_status("garbage"));
  CHECK_FALSE(read_status(R"({"answer":"child"})"));
  CHECK_FALSE(read_child("[]"));
}

TEST_CASE("a refusal is told apart from an answer") {
  const auto refusal = read_refusal(error_document("unknown_thing", "no child is called \"x\""));
  REQUIRE(refusal);
  CHECK(refusal->code == "unknown_thing");
  CHECK(refusal->sentence == "no child is called \"x\"");
  CHECK_FALSE(read_refusal(document_of(gateway_snapshot())));
}

TEST_CASE("a link's state is one text, and read back from it") {
  struct Case {
    LinkState state;
    std::optional<Duration> retry_in;
    const char* text;
  };
  for (const auto& [state, retry_in, text] :
       {Case{LinkState::stopped, {}, "stopped"}, Case{LinkState::idle, {}, "idle"},
        Case{LinkState::connecting, {}, "connecting"}, Case{LinkState::listening, {}, "listening"},
        Case{LinkState::connected, {}, "connected"},
        Case{LinkState::waiting, std::chrono::milliseconds(11'001), "waiting 12 s"},
        Case{LinkState::waiting, std::chrono::milliseconds(-1), "waiting 0 s"}}) {
    CAPTURE(text);
    LinkSnapshot link;
    link.state = state;
    link.retry_in = retry_in;
    CHECK(link_state_text(link) == text);
    LinkSnapshot read;
    read_link_state(text, read);
    CHECK(read.state == state);
    CHECK(link_state_text(read) == text);
  }
}

TEST_CASE("a link's state in the words of another version leaves what was known") {
  LinkSnapshot link;
  link.state = LinkState::idle;
  read_link_state("dreaming 3 s", link);
  CHECK(link.state == LinkState::idle);
  read_link_state("", link);
  CHECK(link.state == LinkState::idle);
  read_link_state("waiting a while s", link);
  CHECK(link.state == LinkState::waiting);
  CHECK(link.retry_in == std::nullopt);
}
