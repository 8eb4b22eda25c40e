#include <catch2/catch.hpp>
#include <map>

#include "gateway/greengrass/nucleus.hpp"
#include "gateway/greengrass/operations.hpp"
#include "gateway/greengrass/send_window.hpp"
#include "gateway/greengrass/token_watch.hpp"

using namespace gatewarden;
using namespace gatewarden::greengrass;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

Frame error(std::string_view model, std::string_view payload) {
  return {.type = FrameType::application_error,
          .flags = kTerminateStream,
          .stream = 1,
          .model = model,
          .payload = payload};
}

Environment environment(std::map<std::string, std::string>& variables) {
  return [&variables](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

}  // namespace

TEST_CASE("an error of the nucleus becomes the reason an uplink reacts to, in either spelling") {
  const Refusal lite = read_refusal(
      error("aws.greengrass#UnauthorizedError", R"({"_message":"no way","_errorCode":"UnauthorizedError"})"));
  CHECK(lite.reason == 0x87);
  CHECK(lite.text == "the Greengrass nucleus answers UnauthorizedError: no way");
  const Refusal classic =
      read_refusal(error("aws.greengrass#ServiceError", R"({"message":"full","context":{}})"));
  CHECK(classic.reason == 0x97);
  CHECK_THAT(classic.text, Contains("full"));
  CHECK(read_refusal(error("aws.greengrass#InvalidArgumentsError", "{}")).reason == 0x90);
  CHECK(read_refusal(error("aws.greengrass#ResourceNotFoundError", "{}")).reason == 0x83);
  CHECK(read_refusal(error("", R"({"_errorCode":"ServiceError"})")).reason == 0x97);
  CHECK(read_refusal(error("", "no JSON")).reason == 0x83);
  CHECK(read_refusal(error("", "no JSON\x1b")).text == "the Greengrass nucleus answers an error: no JSON?");
  CHECK(read_refusal(error("aws.greengrass#ServiceError", R"(["message"])")).text ==
        R"(the Greengrass nucleus answers ServiceError: ["message"])");
}

TEST_CASE("an event is read, and what is none is not") {
  const auto event = read_event(R"({"message":{"topicName":"a/b","payload":"e30=","more":1}})");
  REQUIRE(event);
  CHECK(event->topic == "a/b");
  CHECK(event->payload == "{}");
  const std::pair<const char*, const char*> none[] = {
      {"", "it is no object of JSON: "},
      {"[]", "it is no object of JSON: []"},
      {R"({"message":{"topicName":"a"},"x":1)", "it is no object of JSON: {\"message\":"},
      {"{}", "it has no message with a topicName: {}"},
      {"{\"message\":3}", "it has no message with a topicName: "},
      {R"({"message":{"payload":"e30="}})", "it has no message with a topicName: "},
      {R"({"message":{"topicName":"a","payload":"%"}})", "the payload of a is not base64"}};
  for (const auto& [text, why] : none) {
    CAPTURE(text);
    const auto read = read_event(text);
    REQUIRE_FALSE(read);
    CHECK_THAT(read.error(), Catch::Matchers::StartsWith(why));
  }
}

TEST_CASE("bytes that are not UTF-8 do not end the program") {
  CHECK_THAT(publish_text("a/\xFF", "\xFF", 0), Contains(R"("payload":"/w==")"));
}

TEST_CASE("a component finds its nucleus in its environment, and is told what is missing") {
  std::map<std::string, std::string> variables;
  const auto missing_both = settings_of_component(std::nullopt, environment(variables));
  REQUIRE_FALSE(missing_both);
  CHECK_THAT(missing_both.error(), Contains("AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT") &&
                                       Contains("uplink.greengrass") && Contains("as a component"));
  variables["AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT"] = "../../ipc.socket";
  const auto missing_token = settings_of_component(std::nullopt, environment(variables));
  REQUIRE_FALSE(missing_token);
  CHECK_THAT(missing_token.error(), Contains("SVCUID"));
  variables["SVCUID"] = "secret";
  const auto classic = settings_of_component(std::nullopt, environment(variables));
  REQUIRE(classic);
  CHECK(classic->socket == "../../ipc.socket");
  CHECK(classic->token == "secret");
  CHECK(classic->nucleus == Nucleus::classic);
  variables["AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT"] = "/var/lib/greengrass/gg-ipc.socket";
  CHECK(settings_of_component(std::nullopt, environment(variables))->nucleus == Nucleus::lite);
  CHECK(settings_of_component(Nucleus::classic, environment(variables))->nucleus == Nucleus::classic);
  variables["AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT"] = "/" + std::string(107, 'x');
  const auto too_long = settings_of_component(std::nullopt, environment(variables));
  REQUIRE_FALSE(too_long);
  CHECK_THAT(too_long.error(), Contains("107 bytes") && !Contains("secret"));
}

TEST_CASE("a token that was good is dead after three hang-ups in a row") {
  TokenWatch watch;
  const SteadyTime now{};
  watch.accepted();
  CHECK_FALSE(watch.hung_up(now));
  CHECK_FALSE(watch.hung_up(now));
  SECTION("") { CHECK(watch.hung_up(now)); }
  SECTION("a nucleus that is not there between them is one that is being restarted: count again") {
    watch.no_hang_up();
    CHECK_FALSE(watch.hung_up(now));
    CHECK_FALSE(watch.hung_up(now));
    CHECK(watch.hung_up(now));
  }
  SECTION("a token that is taken after all is good") {
    watch.accepted();
    CHECK_FALSE(watch.hung_up(now));
  }
}

TEST_CASE("a token that was never accepted is believed in for half an hour of hang-ups") {
  TokenWatch watch;
  const SteadyTime start{};
  for (Duration after = 0s; after < 30min; after += 10s) CHECK_FALSE(watch.hung_up(start + after));
  CHECK(watch.hung_up(start + 30min));
}

TEST_CASE("lite has ten publishes or 15,000 bytes in its hands, each until half a second after it took it") {
  SendWindow window(rules_of(Nucleus::lite));
  const SteadyTime now{};
  for (int i = 0; i < 10; ++i) {
    REQUIRE(window.has_room(100, now));
    window.enter(100);
  }
  CHECK_FALSE(window.has_room(100, now));
  SECTION("what it refused makes room at once") {
    CHECK_FALSE(window.refused(100, now));  // it took nothing lately: it cannot be full
    CHECK(window.has_room(100, now));
  }
  SECTION("what the service answered has left it") {
    window.taken(100, 1, now);
    window.answered(2);
    CHECK_FALSE(window.has_room(100, now));
    window.answered(1);
    CHECK(window.has_room(100, now));
  }
  SECTION("what is only believed to have left lets one go, and a refusal shows that the belief was wrong") {
    for (std::uint64_t i = 0; i < 10; ++i) window.taken(100, i, now);
    CHECK_FALSE(window.has_room(100, now + 499ms));
    REQUIRE(window.has_room(100, now + 500ms));
    window.enter(100);
    CHECK_FALSE(window.has_room(100, now + 500ms));
    CHECK(window.refused(100, now + 500ms));
    CHECK_FALSE(window.has_room(100, now + 1300ms));
    SECTION("time makes room, twice as late") { CHECK(window.has_room(100, now + 1500ms)); }
    SECTION("each answer makes room for one") {
      window.answered(3);
      REQUIRE(window.has_room(100, now + 600ms));
      window.enter(100);
      CHECK_FALSE(window.has_room(100, now + 600ms));
    }
  }
  SECTION("what it took makes room later") {
    for (std::uint64_t i = 0; i < 10; ++i) window.taken(100, i, now);
    CHECK_FALSE(window.has_room(100, now + 499ms));
    CHECK(window.next_room() == now + 500ms);
    CHECK(window.has_room(100, now + 500ms));
    CHECK_FALSE(window.next_room());
  }
}

TEST_CASE("the bytes in flight are bounded too, and what is larger than the window goes alone") {
  SendWindow window(rules_of(Nucleus::lite));
  const SteadyTime now{};
  CHECK(window.has_room(20'000, now));
  window.enter(7'000);
  CHECK(window.has_room(8'000, now));
  CHECK_FALSE(window.has_room(8'001, now));
  CHECK_FALSE(window.has_room(20'000, now));
}
