#include <catch2/catch.hpp>

#include "gateway/mqtt/reasons.hpp"
#include "gateway/uplink/suspects.hpp"

namespace gatewarden {

using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Cause = Quarantine::Cause;

TEST_CASE(
    "a hang-up answers a publish when it follows at once and the broker does not speak of the connection") {
  CHECK(Suspects::is_answer(std::nullopt, 50ms));
  CHECK(Suspects::is_answer(std::nullopt, 10s));
  CHECK_FALSE(Suspects::is_answer(std::nullopt, 11s));
  CHECK(Suspects::is_answer(mqtt::kNotAuthorized, 50ms));
  CHECK(Suspects::is_answer(mqtt::kUnspecifiedError, 50ms));
  const auto of_connection = GENERATE(
      mqtt::kServerBusy, mqtt::kServerShuttingDown, mqtt::kKeepAliveTimeout, mqtt::kSessionTakenOver,
      mqtt::kReceiveMaximumExceeded, mqtt::kQuotaExceeded, mqtt::kAdministrativeAction,
      mqtt::kUseAnotherServer, mqtt::kServerMoved, mqtt::kConnectionRateExceeded, mqtt::kMaximumConnectTime);
  CHECK_FALSE(Suspects::is_answer(of_connection, 50ms));
}

TEST_CASE("without a reason a publish is guilty after its second hang-up, with one after its first") {
  Suspects suspects;
  Flight silent, forbidden, misspelt;
  CHECK_FALSE(suspects.hung_up(silent, std::nullopt, false));
  CHECK(suspects.hung_up(silent, std::nullopt, false) == Cause::hang_up);
  CHECK(suspects.hung_up(forbidden, mqtt::kNotAuthorized, false) == Cause::unauthorised);
  CHECK(suspects.hung_up(misspelt, mqtt::kTopicNameInvalid, false) == Cause::bad_topic);
}

TEST_CASE("losses alone are counted for each publish") {
  Suspects suspects;
  Flight one, other;
  CHECK_FALSE(suspects.hung_up(one, std::nullopt, false));
  CHECK_FALSE(suspects.hung_up(other, std::nullopt, false));
  CHECK(suspects.hung_up(one, std::nullopt, false) == Cause::hang_up);
}

TEST_CASE("a probe of a topic in quarantine is guilty again at its first hang-up") {
  Suspects suspects;
  Flight probe;
  CHECK(suspects.hung_up(probe, std::nullopt, true) == Cause::hang_up);
}

TEST_CASE("the search for guilty publishes is in haste for twenty hang-ups without an acknowledgement") {
  Suspects suspects;
  for (int i = 0; i < 20; ++i) {
    Flight flight;
    suspects.hung_up(flight, std::nullopt, false);
    CHECK(suspects.in_haste());
  }
  Flight flight;
  suspects.hung_up(flight, std::nullopt, false);
  CHECK_FALSE(suspects.in_haste());
  suspects.acknowledged();
  CHECK(suspects.in_haste());
}

TEST_CASE("the words of a quarantine say why, and what would let the topic in") {
  const std::string host = "abc-ats.iot.eu-central-1.amazonaws.com";
  const auto words = [&](Cause cause, Permission permitted_by) {
    return quarantine_words(cause, "not authorized (0x87)", permitted_by, "t/1", host);
  };
  CHECK_THAT(words(Cause::unauthorised, Permission::policy),
             Contains("not authorized (0x87); AWS IoT allows it") && Contains("eu-central-1:*:topic/t/1"));
  CHECK_THAT(words(Cause::unauthorised, Permission::recipe), Contains("aws.greengrass#PublishToIoTCore"));
  CHECK_THAT(words(Cause::hang_up, Permission::policy),
             Contains("hangs up whenever this is published (not authorized (0x87)); AWS IoT allows it"));
  CHECK(words(Cause::bad_topic, Permission::policy) == "not authorized (0x87)");
}

}  // namespace gatewarden
