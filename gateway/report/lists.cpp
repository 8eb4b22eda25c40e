#include "gateway/report/lists.hpp"

#include <algorithm>

#include "gateway/report/keep_some.hpp"
#include "gateway/report/list_members.hpp"

namespace gatewarden {
namespace {

bool less(const Number& a, const Number& b) { return a.as_double() < b.as_double(); }
template <class Member>
bool less(const Member& a, const Member& b) {
  return a < b;
}

template <class Members>
void unite(Members& kept, const Members& newer) {
  kept.insert(kept.end(), newer.begin(), newer.end());
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return less(a, b); });
  const auto same = [](const auto& a, const auto& b) { return !less(a, b) && !less(b, a); };
  kept.erase(std::unique(kept.begin(), kept.end(), same), kept.end());
}

// Lists that keep their true length through sampling and merging.
template <class List>
constexpr bool counted = requires(List list) {
  list.total;
};

template <class List>
std::size_t merge_lists(List& kept, const List& newer, Aggregate aggregate, std::mt19937_64& random) {
  auto& list = members(kept);
  const bool appends = aggregate == Aggregate::list && std::is_same_v<List, NumberList>;
  if (aggregate == Aggregate::set) {
    unite(list, members(newer));
    if constexpr (counted<List>) kept.total = std::max<std::uint64_t>({kept.total, newer.total, list.size()});
  } else if (appends) {
    list.insert(list.end(), members(newer).begin(), members(newer).end());
  } else {
    kept = newer;
    if constexpr (counted<List>) kept.total = std::max<std::uint64_t>(kept.total, list.size());
  }
  if (list.size() <= kMaxItemsCeiling) return 0;
  const std::size_t lost = list.size() - kMaxItemsCeiling;
  if (appends) {
    list.resize(kMaxItemsCeiling);  // in the order of time: the first ones
  } else {
    keep_some(list, kMaxItemsCeiling, random);
  }
  return lost;
}

}  // namespace

std::size_t size_of(const ListValue& list) {
  return std::visit([](const auto& held) { return members(held).size(); }, list);
}

std::size_t merge_list(ListValue& kept, const ListValue& newer, Aggregate aggregate,
                       std::mt19937_64& random) {
  if (kept.index() != newer.index()) {
    kept = newer;
    return 0;
  }
  return std::visit(
      [&](auto& held) {
        return merge_lists(held, std::get<std::decay_t<decltype(held)>>(newer), aggregate, random);
      },
      kept);
}

void shorten(ListValue& list, std::size_t most, std::mt19937_64& random) {
  std::visit([&](auto& held) { keep_some(members(held), most, random); }, list);
}

}  // namespace gatewarden
