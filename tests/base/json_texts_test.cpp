#include "gateway/base/text/json_texts.hpp"

#include <catch2/catch.hpp>

#include "tests/support/allocations.hpp"

using namespace gatewarden;
using Texts = std::vector<std::string>;

namespace {

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

}  // namespace

TEST_CASE("texts of a document are found at their places, and nothing else is") {
  const auto read = [](std::string_view document) {
    return texts_at(document, {"message.topicName", "message.payload", "code"});
  };
  CHECK(read(R"({"code":"x","message":{"payload":"e30=","topicName":"a/b","more":[1,{"payload":"no"}]}})") ==
        Texts{"a/b", "e30=", "x"});
  CHECK(read(R"({"code":7,"message":{"topicName":{"topicName":"deeper"},"payload":["e30="]}})") ==
        Texts{"", "", ""});
  CHECK(read(R"([{"code":"x"}])") == std::nullopt);
  CHECK(read(R"({"list":[{"code":"x"},"y"],"other":{"code":"z"},"":"w"})") == Texts{"", "", ""});
  CHECK(read(R"({"message.topicName":"a","code":"first","code":"last"})") == Texts{"", "", "last"});
  CHECK(read(R"({"code":"\u0041\n"})") == Texts{"", "", "A\n"});
}

TEST_CASE("what is no object of JSON has no texts") {
  for (const char* text : {"", "\"code\"", "3", "null", "{", "{\"code\":\"x\"", "{\"code\":\"x\"}}",
                           "{code:1}", "{\"code\":\"\xFF\"}"}) {
    INFO(text);
    CHECK_FALSE(texts_at(text, {"code"}));
  }
}

TEST_CASE("a document of more levels than any sender needs is refused") {
  const auto nested = [](std::size_t levels) {
    std::string text = "{\"code\":\"x\",\"deep\":";
    for (std::size_t i = 1; i < levels; ++i) text += "[";
    text += "0";
    for (std::size_t i = 1; i < levels; ++i) text += "]";
    return text + "}";
  };
  CHECK(texts_at(nested(kMaxJsonLevels), {"code"}) == Texts{"x"});
  CHECK_FALSE(texts_at(nested(kMaxJsonLevels + 1), {"code"}));
}

TEST_CASE("no document takes more memory than a dozen times its bytes") {
  constexpr std::size_t kBytes = 512 * 1024;
  std::string members = "{";
  for (int i = 0; members.size() < kBytes; ++i) members += "\"m" + std::to_string(i) + "\":[],";
  for (const std::string& text :
       {repeated("[", kBytes), repeated("{\"\":", kBytes), "[" + repeated("{},", kBytes) + "0]",
        "{\"a\":[" + repeated("0,", kBytes) + "0]}", members + "\"z\":0}",
        "{\"" + repeated("k", kBytes) + "\":0}", "{\"code\":\"" + repeated("x", kBytes) + "\"}",
        "{\"code\":" + repeated("9", kBytes) + "}"}) {
    INFO(text.substr(0, 20));
    const test::PeakBytes peak;
    static_cast<void>(texts_at(text, {"code"}));
    CHECK(peak.grown() <= 12 * kBytes);
  }
}
