#include "gateway/wire/cbor_writer.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

namespace {

std::string written(std::string_view text) {
  std::string bytes;
  CborWriter(bytes, KeyNames::long_names).text(text);
  return bytes;
}

}  // namespace

TEST_CASE("text of CBOR is UTF-8, whatever bytes it is made of") {
  CHECK(written("gate") == "\x64gate");
  CHECK(written("caf\xC3\xA9") ==
        "\x65"
        "caf\xC3\xA9");
  CHECK(written("\x7F") == "\x61\x7F");
  for (const char* byte : {"\x80", "\xBF", "\xC3", "\xFF"})
    CHECK(written(std::string("g") + byte) == "\x64g\xEF\xBF\xBD");
}
