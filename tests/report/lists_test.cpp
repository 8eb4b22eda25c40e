#include "gateway/report/lists.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "gateway/report/content_rules.hpp"

using namespace gatewarden;

namespace {

ListValue strings(std::vector<std::string> members) { return StringList{std::move(members)}; }

}  // namespace

TEST_CASE("a set is the sorted union, a list of texts the newest one") {
  std::mt19937_64 random(7);
  ListValue kept;
  merge_list(kept, strings({"b", "a", "b"}), Aggregate::set, random);
  CHECK(merge_list(kept, strings({"c", "a"}), Aggregate::set, random) == 0);
  CHECK(std::get<StringList>(kept).strings == std::vector<std::string>{"a", "b", "c"});
  merge_list(kept, strings({"z"}), Aggregate::list, random);
  CHECK(std::get<StringList>(kept).strings == std::vector<std::string>{"z"});
}

TEST_CASE("what is no number is one member of a set, and the numbers stay in order") {
  std::mt19937_64 random(7);
  ListValue kept;
  const Number none = Number::real(std::nan(""));
  merge_list(kept, ListValue(NumberList{{none, Number::integer(2), none}}), Aggregate::set, random);
  merge_list(kept, ListValue(NumberList{{Number::integer(3), none, Number::integer(1)}}), Aggregate::set,
             random);
  const auto& numbers = std::get<NumberList>(kept).numbers;
  REQUIRE(numbers.size() == 4);
  CHECK(numbers[0].as_double() == 1);
  CHECK(numbers[2].as_double() == 3);
  CHECK(std::isnan(numbers[3].as_double()));
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

TEST_CASE("a list is bounded in bytes, for every aggregate: what is left out is chosen at random and told") {
  std::mt19937_64 random(7);
  for (const Aggregate aggregate : {Aggregate::last, Aggregate::list, Aggregate::set}) {
    ListValue kept;
    std::size_t lost = 0, told = 0;
    for (int payload = 0; payload < 3; ++payload) {
      StringList longest;
      for (unsigned i = 0; i < kMaxItemsCeiling; ++i)
        longest.strings.push_back(std::to_string(1000 * payload + static_cast<int>(i)) +
                                  std::string(1000, 'x'));
      told += longest.strings.size();
      lost += merge_list(kept, ListValue(std::move(longest)), aggregate, random);
    }
    std::size_t bytes = 0;
    for (const std::string& text : std::get<StringList>(kept).strings) bytes += text.size();
    CHECK(bytes <= kMaxListBytes);
    CHECK(bytes > kMaxListBytes - 2 * kMaxTextBytes);
    CHECK(lost > 0);
    if (aggregate == Aggregate::set) CHECK(lost + size_of(kept) == told);
  }
}

TEST_CASE("a text longer than a report may show is not kept, whichever list it stands in") {
  std::mt19937_64 random(7);
  const std::string just(kMaxTextBytes, 'x'), longer(kMaxTextBytes + 1, 'x');
  for (const Aggregate aggregate : {Aggregate::last, Aggregate::set}) {
    const auto merged = [&](const ListValue& newer) {
      ListValue kept;
      CHECK(merge_list(kept, newer, aggregate, random) == 0);
      return kept;
    };
    CHECK(size_of(merged(strings({"a", just, longer}))) == 2);
    CHECK(size_of(merged(IpList{{"192.0.2.1", longer}})) == 1);
    const ListValue ports = merged(PortList{{{22, longer}, {80, just}}, 2});
    CHECK(size_of(ports) == 1);
    CHECK(std::get<PortList>(ports).total == 2);  // it is open all the same
    CHECK(size_of(merged(ConnectionList{{{"192.0.2.1", 1, 0, longer}, {longer, 1, 0, ""}}, 2})) == 0);
  }
}

TEST_CASE("a set that a device fills with new texts for ever stays within its bounds") {
  std::mt19937_64 random(7);
  ListValue kept;
  for (int payload = 0; payload < 5000; ++payload)
    merge_list(kept, strings({std::string(900, 'a') + std::to_string(payload)}), Aggregate::set, random);
  CHECK(size_of(kept) <= kMaxListBytes / 900);
  const auto& texts = std::get<StringList>(kept).strings;
  CHECK(std::is_sorted(texts.begin(), texts.end()));
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
