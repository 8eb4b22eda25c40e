#include "gateway/report/content_rules.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace gatewarden;

TEST_CASE("a string that the service keeps is not touched") {
  const Cleaned cleaned = clean_string("v1.2/a_b-C:9");
  CHECK(cleaned.text == "v1.2/a_b-C:9");
  CHECK_FALSE(cleaned.changed);
  CHECK_FALSE(cleaned.dropped);
}

TEST_CASE("every foreign character becomes one underscore, whatever its bytes") {
  const Cleaned cleaned = clean_string(
      "K\xC3\xBC"
      "che 1\xF0\x9F\x8C\xA1!\xFF\xE2\x82x");
  CHECK(cleaned.text == "K_che_1_____x");
  CHECK(cleaned.changed);
}

TEST_CASE("strict drops a foreign string, and an empty one is dropped in any case") {
  CHECK(clean_string("two words", true).dropped);
  CHECK(clean_string("two words", true).text.empty());
  CHECK_FALSE(clean_string("one-word", true).dropped);
  CHECK(clean_string("").dropped);
}

TEST_CASE("only plain addresses are addresses") {
  for (const char* good : {"192.0.2.1", "::", "::1", "2001:db8::7", "::ffff:192.0.2.1"})
    CHECK(valid_ip(good));
  for (const char* bad : {"", "192.0.2", "192.0.2.256", "192.0.2.1:53", "10.0.0.0/8", "[::1]", "fe80::1%eth0",
                          "router.local", "192.0.2.1 ", "0x7f.1", "1:2:3:4:5:6:7:8:9"}) {
    INFO(bad);
    CHECK_FALSE(valid_ip(bad));
  }
  CHECK_FALSE(valid_ip(std::string_view("::1\0", 4)));
  CHECK_FALSE(valid_ip(std::string(1000, '1')));
}

TEST_CASE("numbers of more than 15 digits and numbers that are none cannot be sent") {
  CHECK(sendable(Number::natural(999'999'999'999'999)));
  CHECK_FALSE(sendable(Number::natural(1'000'000'000'000'000)));
  CHECK(sendable(Number::integer(-999'999'999'999'999)));
  CHECK_FALSE(sendable(Number::integer(std::numeric_limits<std::int64_t>::min())));
  CHECK(sendable(Number::real(1e300)));
  CHECK_FALSE(sendable(Number::real(std::numeric_limits<double>::infinity())));
  CHECK_FALSE(sendable(Number::real(std::numeric_limits<double>::quiet_NaN())));
}
