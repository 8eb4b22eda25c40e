#include "gateway/report/lists.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace gatewarden;

namespace {

ListValue strings(std::vector<std::string> members) { return StringList{std::move(members)}; }

}  // namespace

TEST_CASE("a set is the sorted union, a list of texts the newest one") {
  std::mt19937_64 random(7);
  ListValue kept = strings({"b", "a"});
  CHECK(merge_list(kept, strings({"c", "a"}), Aggregate::set, random) == 0);
  CHECK(std::get<StringList>(kept).strings == std::vector<std::string>{"a", "b", "c"});
  merge_list(kept, strings({"z"}), Aggregate::list, random);
  CHECK(std::get<StringList>(kept).strings == std::vector<std::string>{"z"});
}

TEST_CASE("numbers that are equal are one member of a set, whatever they were measured as") {
  std::mt19937_64 random(7);
  ListValue kept = NumberList{{Number::integer(2)}};
  merge_list(kept, ListValue(NumberList{{Number::real(2.0), Number::natural(1)}}), Aggregate::set, random);
  CHECK(size_of(kept) == 2);
}

TEST_CASE("a union of samples keeps the largest true total that was told") {
  std::mt19937_64 random(7);
  ListValue kept = PortList{{{22, ""}}, 7};
  merge_list(kept, ListValue(PortList{{{80, ""}, {443, ""}}, 2}), Aggregate::set, random);
  CHECK(size_of(kept) == 3);
  CHECK(std::get<PortList>(kept).total == 7);
}

TEST_CASE("a collecting aggregate is bounded and tells how many members had no room") {
  std::mt19937_64 random(7);
  ListValue kept = NumberList{std::vector<Number>(kMaxItemsCeiling - 1, Number::integer(1))};
  CHECK(merge_list(kept, ListValue(NumberList{{Number::integer(2), Number::integer(3)}}), Aggregate::list,
                   random) == 1);
  CHECK(size_of(kept) == kMaxItemsCeiling);
}

TEST_CASE("what has no room in a list is left out at random: no high port stays hidden") {
  std::mt19937_64 random(7);
  for (const Aggregate aggregate : {Aggregate::last, Aggregate::set}) {
    PortList ports;
    for (std::uint16_t port = 1; port <= 2 * kMaxItemsCeiling; ++port) ports.ports.push_back({port, ""});
    int listed = 0;
    for (int report = 0; report < 20; ++report) {
      ListValue kept = PortList{};
      CHECK(merge_list(kept, ListValue(ports), aggregate, random) == kMaxItemsCeiling);
      const PortList& shown = std::get<PortList>(kept);
      CHECK(shown.total == 2 * kMaxItemsCeiling);
      CHECK(shown.ports.size() == kMaxItemsCeiling);
      listed += shown.ports.back().port == 2 * kMaxItemsCeiling;
    }
    CHECK(listed > 2);  // 10 expected
  }
}

TEST_CASE("a shortened list keeps its order and its total") {
  PortList ports;
  for (std::uint16_t port = 1; port <= 100; ++port) ports.ports.push_back({port, ""});
  ports.total = 100;
  ListValue list = ports;
  std::mt19937_64 random(7);
  shorten(list, 10, random);
  const PortList& shown = std::get<PortList>(list);
  CHECK(shown.ports.size() == 10);
  CHECK(std::is_sorted(shown.ports.begin(), shown.ports.end()));
  CHECK(shown.total == 100);
}
