#include "gateway/tls/secret.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <new>

using namespace gatewarden;

namespace {

// Whether the bytes stand in the memory of an object that is gone: a short secret lies within it.
bool left_behind(const unsigned char* memory, std::size_t size, const std::string& secret) {
  for (std::size_t at = 0; at + secret.size() <= size; ++at)
    if (std::memcmp(memory + at, secret.data(), secret.size()) == 0) return true;
  return false;
}

}  // namespace

TEST_CASE("a secret leaves nothing where it was: when it goes, moves or is replaced") {
  alignas(Secret) unsigned char memory[sizeof(Secret)] = {};
  const std::string text = "xyzzy";
  auto* secret = new (memory) Secret(text);
  REQUIRE(left_behind(memory, sizeof memory, text));
  SECTION("it goes") { secret->~Secret(); }
  SECTION("it moves") {
    const Secret moved = std::move(*secret);
    CHECK(moved.text() == text);
    secret->~Secret();
  }
  SECTION("another takes its place") {
    *secret = Secret("a");
    CHECK(secret->text() == "a");
    CHECK_FALSE(left_behind(memory, sizeof memory, text));
    secret->~Secret();
  }
  SECTION("it is cut") {
    secret->cut(1);
    CHECK(secret->text() == "x");
    CHECK_FALSE(left_behind(memory, sizeof memory, "yzzy"));
    secret->~Secret();
    return;
  }
  CHECK_FALSE(left_behind(memory, sizeof memory, text));
}
