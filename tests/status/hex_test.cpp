#include "gateway/status/hex.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::status;

TEST_CASE("bytes of every value come back from their digits") {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  CHECK(to_hex(std::string_view("\x00\x7f\xff", 3)) == "007fff");
  CHECK(from_hex(to_hex(bytes)) == bytes);
}

TEST_CASE("digits are read up to the first character that is none, and only in pairs") {
  CHECK(from_hex("7b7dzz7b") == "{}");
  CHECK(from_hex("7b7") == "{");
  CHECK(from_hex("").empty());
}
