#include "gateway/store/lock_text.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::chrono_literals;

TEST_CASE("the lock file's text comes back, and is always as long") {
  for (const std::uint64_t ids : {std::uint64_t{0}, std::uint64_t{1'790'000'600}, std::uint64_t{1} << 40}) {
    const LockText wanted{"26818", KeptCeiling{ids, WallTime(1'790'000'000'123ms)}};
    const LockText found = parse_lock(to_text(wanted));
    CHECK(found.holder == "26818");
    REQUIRE(found.ceiling);
    CHECK(found.ceiling->ids == ids);
    CHECK(found.ceiling->at == wanted.ceiling->at);
    CHECK(to_text(wanted).size() == to_text({"1", KeptCeiling{}}).size());
  }
}

TEST_CASE("an older program's lock file has a holder and no ceiling") {
  CHECK(parse_lock("26818\n").holder == "26818");
  CHECK_FALSE(parse_lock("26818\n").ceiling);
  CHECK_FALSE(parse_lock(to_text({"26818", std::nullopt})).ceiling);
  CHECK(parse_lock(to_text({"26818", std::nullopt})).holder == "26818");
}

TEST_CASE("a lock file that is cut, longer or overwritten tells no ceiling") {
  const std::string text = to_text({"26818", KeptCeiling{1'790'000'600, WallTime(1s)}});
  for (std::size_t length = 0; length < text.size(); ++length)
    CHECK_FALSE(parse_lock(std::string_view(text).substr(0, length)).ceiling);
  CHECK_FALSE(parse_lock(text + "x").ceiling);
  for (std::size_t at = 10; at < text.size(); ++at) {
    std::string broken = text;
    broken[at] = '\xD4';
    CHECK_FALSE(parse_lock(broken).ceiling);
  }
  std::string absurd = text;
  absurd[11] = '1';
  CHECK_FALSE(parse_lock(absurd).ceiling);
}
