// Numbers as people and other programs write them, each beside what the fleet file takes.
#include "gateway/config/text/meant/number_meant.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace gatewarden::config {
namespace {

TEST_CASE("where thousands may be divided nothing is guessed") {
  for (const std::string text : {"1,000", "10.000 ms", "999,999"}) {
    CAPTURE(text);
    CHECK(may_be_thousands(text));
    CHECK(whole_number_meant(text) == text);
    CHECK(real_number_meant(text) == text);
    CHECK(factor_meant(text) == text);
  }
  for (const std::string text : {"0,001", "1000,5", "1,00", "1,0000", ",000"}) {
    CAPTURE(text);
    CHECK_FALSE(may_be_thousands(text));
  }
}

TEST_CASE("whole numbers") {
  CHECK(whole_number_meant("1_000") == "1000");
  CHECK(whole_number_meant("5e6") == "5000000");
  CHECK(whole_number_meant("20.0") == "20");
  CHECK(whole_number_meant("+5") == "5");
  CHECK(whole_number_meant("19200 baud") == "19200");
  CHECK(whole_number_meant("0X1F") == "0x1F");
  CHECK(whole_number_meant("0x1e6") == "0x1e6");
  CHECK(whole_number_meant("five") == "five");
}

TEST_CASE("hexadecimal numbers of manuals") {
  CHECK(hexadecimal_meant("28h") == "0x28");
  CHECK(hexadecimal_meant("0x28H") == "0x28");
  CHECK(hexadecimal_meant("28") == "28");
}

TEST_CASE("real numbers") {
  CHECK(real_number_meant("0,1") == "0.1");
  CHECK(real_number_meant("+5") == "5");
  CHECK(real_number_meant("-2,5") == "-2.5");
}

TEST_CASE("factors") {
  CHECK(factor_meant("1/10") == "0.1");
  CHECK(factor_meant("1:10") == "0.1");
  CHECK(factor_meant("10%") == "0.1");
  CHECK(factor_meant("/10") == "0.1");
  CHECK(factor_meant("x0.1") == "0.1");
  CHECK(factor_meant("* 0.1") == "0.1");
  CHECK(factor_meant("+0,5") == "0.5");
  CHECK(factor_meant("10") == "10");
  CHECK(factor_meant("1/0") == "1/0");
}

TEST_CASE("a factor that manuals write of values sent larger is not taken as one") {
  CHECK(factor_meant("x10") == "x10");
  CHECK(factor_meant("\u00d7100") == "\u00d7100");
}

}  // namespace
}  // namespace gatewarden::config
