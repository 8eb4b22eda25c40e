#include "gateway/provision/needs/account.hpp"

#include <catch2/catch.hpp>

namespace gatewarden::provision {
namespace {

TEST_CASE("the region tells the partition of an account's names") {
  const auto name = [](const char* region) {
    const auto account = parse_account(region, "123456789012");
    return account ? arn(*account, "iot", "thing/x") : account.error();
  };
  CHECK(name("eu-central-1") == "arn:aws:iot:eu-central-1:123456789012:thing/x");
  CHECK(name("ap-southeast-2") == "arn:aws:iot:ap-southeast-2:123456789012:thing/x");
  CHECK(name("cn-north-1") == "arn:aws-cn:iot:cn-north-1:123456789012:thing/x");
  CHECK(name("us-gov-west-1") == "arn:aws-us-gov:iot:us-gov-west-1:123456789012:thing/x");
  CHECK(role_arn(*parse_account("cn-north-1", "123456789012"), "r") == "arn:aws-cn:iam::123456789012:role/r");
}

TEST_CASE("what is no region of a known partition, or no account, is refused") {
  for (const char* region : {"", "eu", "eu-central", "EU-central-1", "eu-central-1a", "eu-central-1:x",
                             "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1", "*", "eu--1"}) {
    CAPTURE(region);
    const auto account = parse_account(region, "123456789012");
    REQUIRE_FALSE(account);
    CHECK(account.error().find("--region " + std::string(region)) == 0);
  }
  for (const char* number : {"", "12345678901", "1234567890123", "12345678901x", "1234-5678-9012"}) {
    CAPTURE(number);
    const auto account = parse_account("eu-central-1", number);
    REQUIRE_FALSE(account);
    CHECK(account.error().find("has 12 digits") != std::string::npos);
  }
}

}  // namespace
}  // namespace gatewarden::provision
