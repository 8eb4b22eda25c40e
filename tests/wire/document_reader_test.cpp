#include "gateway/wire/document_reader.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

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
