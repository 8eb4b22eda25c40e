// Whatever text stands in a snapshot, every form of it is harmless: pages, documents and Prometheus text.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/status/documents.hpp"
#include "gateway/status/hex.hpp"
#include "gateway/status/serve/control_answer.hpp"
#include "gateway/status/serve/http_answer.hpp"
#include "gateway/status/serve/prometheus_text.hpp"
#include "gateway/status/show/child_page.hpp"
#include "gateway/status/show/gateway_page.hpp"
#include "gateway/status/show/last_page.hpp"
#include "gateway/status/snapshot_fields.hpp"
#include "tests/status/fake_gateway.hpp"
#include "tests/support/hostile_text.hpp"
#include "tests/support/manual_clock.hpp"

using namespace gatewarden;
using namespace gatewarden::status;
using gatewarden::test::hostile_texts;
using gatewarden::test::require_harmless;

namespace {

// Puts the text wherever a row has one, by the same walk that writes and reads it.
class Spoil {
 public:
  explicit Spoil(const std::string& text) : text_(text) {}
  void operator()(const char*, std::string& value) { value = text_; }
  void operator()(const char*, Counters& value) { value[text_] = 7; }
  void operator()(const char*, StateOf<LinkSnapshot>&) {}
  template <class V>
  void operator()(const char* name, std::optional<V>& value) {
    if (value) (*this)(name, *value);
  }
  template <class V>
  void operator()(const char* name, std::vector<V>& rows) {
    for (V& row : rows) (*this)(name, row);
  }
  template <class Row>
  void operator()(const char*, Row& row) {
    if constexpr (requires(Spoil & walk) { fields(walk, row); }) fields(*this, row);
  }

 private:
  const std::string& text_;
};

GatewaySnapshot spoilt_snapshot(const std::string& text) {
  GatewaySnapshot snapshot = gateway_snapshot();
  snapshot.uplink.refused = {{"topic", "why"}};
  snapshot.uplink.quarantined = 1;
  snapshot.destinations = {{"file", 1, 1, 1, true, "why"}};
  snapshot.store = {true, "why"};
  snapshot.reload_age = std::chrono::seconds(5);
  Spoil spoil(text);
  fields(spoil, snapshot);
  for (ChildRow& row : snapshot.children) fields(spoil, row);
  return snapshot;
}

ChildDetail spoilt_child(const std::string& text) {
  ChildDetail detail = child_detail();
  Spoil spoil(text);
  fields(spoil, detail);
  detail.last_report_hex = to_hex("{" + text);
  return detail;
}

std::string whole_of(Pieces pieces) {
  std::string all;
  while (pieces(all)) {
  }
  return all;
}

}  // namespace

TEST_CASE("pages of a gateway and of a child are harmless, whatever stands in them") {
  for (const std::string& text : hostile_texts()) {
    for (const std::size_t columns : {std::size_t{0}, std::size_t{40}, std::size_t{120}}) {
      const Screen screen{columns, 0, false};
      require_harmless(gateway_page(spoilt_snapshot(text), screen));
      require_harmless(child_page(spoilt_child(text), screen));
      require_harmless(last_page(spoilt_child(text), screen));
    }
  }
}

TEST_CASE("documents are JSON on one harmless line, and hold the text itself where it is text") {
  for (const std::string& text : hostile_texts()) {
    const auto snapshot = std::make_shared<const GatewaySnapshot>(spoilt_snapshot(text));
    for (const std::string& document :
         {whole_of(status_document(snapshot)), child_document(spoilt_child(text)),
          error_document("unknown_thing", text)}) {
      require_harmless(document);
      REQUIRE(document.find('\n') == std::string::npos);
      REQUIRE(parse_json(document).is_object());
    }
    if (valid_utf8(text)) REQUIRE(read_status(whole_of(status_document(snapshot)))->thing == text);
  }
}

TEST_CASE("labels of Prometheus and answers over HTTP and the control socket are harmless") {
  FakeGateway gateway;
  ManualClock clock;
  for (const std::string& text : hostile_texts()) {
    require_harmless(
        whole_of(prometheus_text(std::make_shared<const GatewaySnapshot>(spoilt_snapshot(text)))));
    gateway.ready = {false, text};
    HttpAnswerer http(gateway, clock, true, ServedNames());
    for (const std::string& target : {std::string("/readyz"), "/" + text})
      require_harmless(http.answer({.method = "GET", .target = target, .hosts = {"localhost"}}).body);
    require_harmless(http.answer({.method = text, .target = "/metrics", .hosts = {text}}).body);
    ControlAnswerer control(gateway, {gateway, gateway}, clock, 0);
    const auto harmless = [](ControlAnswer answer) { require_harmless(whole_of(std::move(answer.text))); };
    control.answer(text, {0}, harmless);
    for (const char* ask : {"child", "forget"}) {
      std::string request = R"({"ask":")" + std::string(ask) + R"(","thing":)";
      append_json_string(request, text);
      control.answer(request + "}", {0}, harmless);
    }
  }
}
