#include "gateway/wire/verdict.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

namespace {

Result<Verdict> json(std::string_view text) { return parse_verdict(Format::json, text); }

std::optional<std::uint64_t> id_of(std::string_view spelled) {
  const auto verdict = json(R"({"status":"ACCEPTED","reportId":)" + std::string(spelled) + "}");
  REQUIRE(verdict);
  if (!verdict->id) return std::nullopt;
  return static_cast<std::uint64_t>(*verdict->id);
}

}  // namespace

TEST_CASE("an answer reads back as it was written, in both formats") {
  Verdict rejected;
  rejected.thing = "plant7-gw:meter-1";
  rejected.id = ReportId{1790000300};
  rejected.code = std::string(kThrottled);
  rejected.detail = "too \"soon\"";
  rejected.timestamp_ms = 1790000301456;
  Verdict accepted;
  accepted.accepted = true;
  for (const Format format : {Format::json, Format::cbor}) {
    const auto read = parse_verdict(format, encode_verdict(format, rejected));
    REQUIRE(read);
    CHECK(read->thing == rejected.thing);
    CHECK(read->id == rejected.id);
    CHECK_FALSE(read->accepted);
    CHECK(read->code == rejected.code);
    CHECK(read->detail == rejected.detail);
    CHECK(read->timestamp_ms == rejected.timestamp_ms);
    const auto bare = parse_verdict(format, encode_verdict(format, accepted));
    REQUIRE(bare);
    CHECK(bare->accepted);
    CHECK_FALSE(bare->id.has_value());
    CHECK_FALSE(bare->thing.has_value());
  }
  CHECK(encode_verdict(Format::json, rejected) ==
        R"({"thingName":"plant7-gw:meter-1","reportId":1790000300,"status":"REJECTED","statusDetails":)"
        R"({"ErrorCode":"Throttled","ErrorMessage":"too \"soon\""},"timestamp":1790000301456})");
}

TEST_CASE("of a rejection, a code and its words are each told alone as well") {
  for (const Format format : {Format::json, Format::cbor}) {
    Verdict coded, worded;
    coded.code = "Throttled";
    worded.detail = "too soon";
    const auto only_code = parse_verdict(format, encode_verdict(format, coded));
    const auto only_words = parse_verdict(format, encode_verdict(format, worded));
    REQUIRE(only_code);
    REQUIRE(only_words);
    CHECK(only_code->code == coded.code);
    CHECK_FALSE(only_code->detail);
    CHECK(only_words->detail == worded.detail);
    CHECK_FALSE(only_words->code);
  }
}

TEST_CASE("a report id may come as a whole number of any kind, or as digits") {
  CHECK(id_of("1790000300") == 1790000300u);
  CHECK(id_of("1790000300.0") == 1790000300u);
  CHECK(id_of("1.79e9") == 1790000000u);
  CHECK(id_of("\"1790000300\"") == 1790000300u);
  for (const char* none : {"null", "1.5", "-1", "\"12x\"", "\"\"", "[]", "{}", "1e300", "true"}) {
    INFO(none);
    CHECK_FALSE(id_of(none).has_value());
  }
}

TEST_CASE("an answer without a usable status is an error") {
  for (const char* bad : {"{}", "[]", "1", R"({"status":1})", R"({"status":"MAYBE"})",
                          R"({"status":"accepted"})", "", "{", R"({"status":"ACCEPTED"} x)"}) {
    INFO(bad);
    CHECK_FALSE(json(bad));
  }
  CHECK_FALSE(parse_verdict(Format::cbor, "{}"));
}

TEST_CASE("what stands around an answer does no harm") {
  for (const std::string& text : {std::string("\xEF\xBB\xBF{\"status\":\"ACCEPTED\"}"),
                                  std::string("{\"status\":\"ACCEPTED\"}\0\0", 23)}) {
    const auto verdict = parse_verdict(Format::json, text);
    REQUIRE(verdict);
    CHECK(verdict->accepted);
  }
  CHECK_FALSE(parse_verdict(Format::json, std::string("{\"status\":\"ACCEPTED\"}\0x", 23)));
}

TEST_CASE("members of another type are simply not there") {
  const auto verdict = json(
      R"({"status":"REJECTED","thingName":7,"statusDetails":"x","timestamp":"soon","more":[1,{"a":2}]})");
  REQUIRE(verdict);
  CHECK_FALSE(verdict->thing.has_value());
  CHECK_FALSE(verdict->code.has_value());
  CHECK_FALSE(verdict->timestamp_ms.has_value());
}

TEST_CASE("hostile answers cost little") {
  CHECK_FALSE(json(std::string(200'000, ' ') + "{}"));
  CHECK_FALSE(json(R"({"status":"ACCEPTED","x":)" + std::string(50, '[') + std::string(50, ']') + "}"));
  std::string many = R"({"status":"ACCEPTED","x":[0)";
  for (int i = 0; i < 10'000; ++i) many += ",0";
  CHECK_FALSE(json(many + "]}"));
  const auto verbose =
      json(R"({"status":"REJECTED","statusDetails":{"ErrorCode":")" + std::string(5000, 'c') +
           R"(","ErrorMessage":")" + std::string(511, 'm') + "\xC3\xBC\"}}");
  REQUIRE(verbose);
  CHECK(verbose->code->size() == kMaxVerdictCode);
  CHECK(*verbose->detail == std::string(511, 'm'));  // cut between characters
}
