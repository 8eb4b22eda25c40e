#include "gateway/wire/document_reader.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::string_view_literals;

namespace {

constexpr DocumentBounds kBounds{.bytes = 64, .depth = 3, .nodes = 5};

ParsedDocument json(std::string_view text) { return read_document(text, Format::json, kBounds); }
ParsedDocument cbor(std::string_view bytes) { return read_document(bytes, Format::cbor, kBounds); }

}  // namespace

TEST_CASE("a document keeps its order and the second key of a name; the first one is found") {
  const ParsedDocument parsed = json(R"({"b":1,"a":true,"b":null})");
  REQUIRE(parsed.document);
  CHECK(parsed.fault.empty());
  const Members& members = *parsed.document->object();
  REQUIRE(members.size() == 3);
  CHECK(members[2].key == "b");
  CHECK(members[2].value.is_null());
  CHECK(parsed.document->find("b")->number()->as_double() == 1);
  CHECK(parsed.document->find("c") == nullptr);
}

TEST_CASE("bytes beyond the bounds are refused with the bound that is passed") {
  CHECK(json(std::string(65, ' ')).fault == "more than 64 bytes");
  CHECK(json("[[[[1]]]]").fault == "nested more than 3 levels deep");
  CHECK(json("[1,2,3,4,5]").fault == "more than 5 values");
  CHECK(cbor("\x81\x81\x81\x81\x01").fault.find("nested more than 3 levels deep") != std::string::npos);
  CHECK(cbor("\x85\x01\x02\x03\x04\x05").fault.find("more than 5 values") != std::string::npos);
  CHECK(json("[1,2,3,4]").fault.empty());
}

TEST_CASE("nothing is no document in either format") {
  CHECK(json("").fault == "no bytes at all");
  CHECK(cbor("").fault == "no bytes at all");
}

TEST_CASE("bytes after the end are a fault; CBOR still has its document") {
  CHECK_FALSE(json("{} {}").document);
  const ParsedDocument parsed = cbor(std::string_view("\xa0\x00", 2));
  CHECK(parsed.document);
  CHECK(parsed.fault == "1 bytes follow the end of the CBOR document");
}

TEST_CASE("CBOR of indefinite length, in pieces or with a tag is read, and remembers what is odd in it") {
  const auto whole = [](std::string_view bytes) {
    const ParsedDocument parsed = cbor(bytes);
    CHECK(parsed.fault.empty());
    return parsed.document.value_or(Node{});
  };
  CHECK(whole("\x9f\x01\x81\x02\xff").list()->size() == 2);
  CHECK(whole("\x82\x9f\x01\xff\x02").list()->size() == 2);
  CHECK(whole("\xbf\x61k\x01\xff").find("k")->number()->as_double() == 1);
  CHECK(whole("\xbf\x7f\x61k\x61l\xff\x05\xff").find("kl")->number()->as_double() == 5);
  const Node pieces = whole("\x7f\x61k\x62lm\xff"), tagged = whole("\xc1\x07"), list = whole("\xc1\x9f\xff");
  REQUIRE(pieces.text());
  CHECK(*pieces.text() == "klm");
  CHECK(pieces.oddities == Node::chunked_text);
  CHECK(tagged.oddities == Node::tagged);
  CHECK(list.oddities == Node::tagged);
  CHECK(whole("\x7f\xff").text()->empty());
  CHECK(whole("\x3b\xff\xff\xff\xff\xff\xff\xff\xff").number()->as_double() == -18446744073709551616.0);
  CHECK(whole("\xfa\x3f\x80\x00\x00"sv).oddities == Node::narrow_float);
}

TEST_CASE("CBOR whose parts do not fit together is refused where that shows") {
  const auto fault = [](std::string_view bytes) {
    const ParsedDocument parsed = cbor(bytes);
    CHECK_FALSE(parsed.document);
    return parsed.fault.substr(parsed.fault.find(": ") + 2);
  };
  CHECK(fault("\xff") == "an end of nothing that is open");
  CHECK(fault("\x82\x01\xff") == "an end of nothing that is open");
  CHECK(fault("\xbf\x61k\xff") == "a key without a value");
  for (const char* piece : {"\x7f\x01", "\x7f\x7f", "\x7f\x80", "\x7f\xa1"})
    CHECK(fault(piece) == "a piece of text that is not text");
  CHECK(fault("\x9f\xc1\xff") == "a tag on nothing");
  CHECK(fault("\xbf\xc1\x61k") == "a tag on a key");
  CHECK(fault("\x7f\xc1\x61k") == "a tag on a key");
  for (const char* key : {"\xa1\x01\x02", "\xa1\x80", "\xbf\xf6"})
    CHECK(fault(key) == "a key that is not text");
  CHECK(fault("\x41k") == "a byte string");
  CHECK(fault("\x61\xff") == "text that is not UTF-8");
  CHECK(fault("\x1c") == "a byte that begins nothing");
  CHECK(fault("\x82\x01") == "ends in the middle");
}

TEST_CASE("a fault of JSON is told by its place and what was expected, without the library's own words") {
  const std::string fault = json("{\"a\":}").fault;
  CHECK_THAT(fault, Catch::StartsWith("not JSON at byte 6: "));
  CHECK_THAT(fault, !Catch::Contains("[json.exception") && !Catch::Contains("parse error at"));
}

TEST_CASE("JSON begins with neither a byte order mark nor holds a zero byte") {
  CHECK(json("\xEF\xBB\xBF{}").fault == "begins with a byte order mark");
  CHECK(json("{}\0{}"sv).fault == "not JSON at byte 3: a zero byte");
}

TEST_CASE("a number remembers how many digits it was written with") {
  CHECK(json("[0.0120e5]").document->list()->front().digits == 2);
  CHECK(json("[1000]").document->list()->front().digits == 4);
}

TEST_CASE("a whole value is one that 64 bits hold without a fraction") {
  CHECK(whole_value(Number::real(3.0)) == 3);
  CHECK_FALSE(whole_value(Number::real(3.5)));
  CHECK_FALSE(whole_value(Number::natural(UINT64_MAX)));
  CHECK_FALSE(whole_value(Number::real(9223372036854775808.0)));
  CHECK(whole_value(Number::real(-9223372036854775808.0)) == INT64_MIN);
}
