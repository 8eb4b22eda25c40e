#include <catch2/catch.hpp>
#include <map>

#include "gateway/base/text/base64.hpp"

using namespace gatewarden;

TEST_CASE("base64 goes both ways and takes nothing else") {
  // RFC 4648, section 10.
  const std::map<std::string, std::string> vectors{{"", ""},
                                                   {"f", "Zg=="},
                                                   {"fo", "Zm8="},
                                                   {"foo", "Zm9v"},
                                                   {"foob", "Zm9vYg=="},
                                                   {"fooba", "Zm9vYmE="},
                                                   {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(to_base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  CHECK(from_base64(to_base64(all)) == all);
  for (const char* wrong : {"Z", "Zg", "Zg=", "Z===", "====", "Zm9v!", "Zm 9", "=g==", "Zg==Zg==", "Zm-_"}) {
    CAPTURE(wrong);
    CHECK_FALSE(from_base64(wrong));
  }
}
