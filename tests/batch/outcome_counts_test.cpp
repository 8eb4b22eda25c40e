#include <catch2/catch.hpp>
#include <set>

#include "gateway/batch/publication.hpp"

using namespace gatewarden;
using Kind = Outcome::Kind;

TEST_CASE("every kind of outcome has a count and a name of its own") {
  OutcomeCounts<std::uint32_t> counts;
  std::set<std::string_view> names;
  std::uint32_t times = 0;
  for (const Kind kind : kOutcomeKinds) {
    names.insert(to_string(kind));
    counts[kind] += ++times;
  }
  CHECK(names.size() == kOutcomeKinds.size());
  times = 0;
  for (const Kind kind : kOutcomeKinds) CHECK(counts[kind] == ++times);
}

TEST_CASE("turned away is what the service or the broker would not take; silence and our own stop are not") {
  OutcomeCounts<std::uint32_t> counts;
  counts[Kind::accepted] = 1;
  counts[Kind::no_verdict] = 2;
  counts[Kind::abandoned] = 4;
  counts[Kind::outdated] = 8;
  CHECK(counts.turned_away() == 0);
  counts[Kind::rejected] = 0xFFFF'FFFF;
  counts[Kind::throttled] = 1;
  counts[Kind::refused] = 2;
  counts[Kind::withheld] = 3;
  CHECK(counts.turned_away() == 0x1'0000'0005);
}
