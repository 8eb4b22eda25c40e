#include "gateway/report/lists.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace gatewarden;

namespace {

ListValue strings(std::vector<std::string> members) { return StringList{std::move(members)}; }

}  // namespace

TEST_CASE("a set is the sorted union, a list of texts the newest one") {
  ListValue kept = strings({"b", "a"});
  CHECK(merge_list(kept, strings({"c", "a"}), Aggregate::set) == 0);
  CHECK(std::get<StringList>(kept).strings == std::vector<std::string>{"a", "b", "c"});
  merge_list(kept, strings({"z"}), Aggregate::list);
  CHECK(std::get<StringList>(kept).strings == std::vector<std::string>{"z"});
}

TEST_CASE("numbers that are equal are one member of a set, whatever they were measured as") {
  ListValue kept = NumberList{{Number::integer(2)}};
  merge_list(kept, ListValue(NumberList{{Number::real(2.0), Number::natural(1)}}), Aggregate::set);
  CHECK(size_of(kept) == 2);
}

TEST_CASE("a union of samples keeps the largest true total that was told") {
  ListValue kept = PortList{{{22, ""}}, 7};
  merge_list(kept, ListValue(PortList{{{80, ""}, {443, ""}}, 2}), Aggregate::set);
  CHECK(size_of(kept) == 3);
  CHECK(std::get<PortList>(kept).total == 7);
}

TEST_CASE("a collecting aggregate is bounded and tells how many members had no room") {
  ListValue kept = NumberList{std::vector<Number>(kMaxItemsCeiling - 1, Number::integer(1))};
  CHECK(merge_list(kept, ListValue(NumberList{{Number::integer(2), Number::integer(3)}}), Aggregate::list) ==
        1);
  CHECK(size_of(kept) == kMaxItemsCeiling);
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
