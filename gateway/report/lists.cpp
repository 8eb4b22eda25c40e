#include "gateway/report/lists.hpp"

#include <algorithm>
#include <cmath>

#include "gateway/report/content_rules.hpp"
#include "gateway/report/keep_some.hpp"
#include "gateway/report/list_members.hpp"
#include "gateway/report/sorted_set.hpp"

namespace gatewarden {
namespace {

// What is no number is behind all numbers, once.
bool less(const Number& a, const Number& b) {
  const double left = a.as_double(), right = b.as_double();
  return left < right || (std::isnan(right) && !std::isnan(left));
}
template <class Member>
bool less(const Member& a, const Member& b) {
  return a < b;
}

constexpr auto kTaken = [](const auto& member) { return !too_long(member); };

// Lists that keep their true length through sampling and merging.
template <class List>
constexpr bool counted = requires(List list) {
  list.total;
};

// In one pass, into the buffers of the texts before.
template <class Members>
void replace(Members& kept, const Members& newer) {
  kept.resize(newer.size());
  auto end = kept.begin();
  for (const auto& member : newer) {
    if (kTaken(member)) *end++ = member;
  }
  kept.erase(end, kept.end());
}

// Of two texts and what is around them: so few members need not be summed up.
constexpr std::size_t kFewMembers = kMaxListBytes / (2 * kMaxTextBytes + 40);

template <class Members>
void keep_within_bounds(Members& list, std::mt19937_64& random) {
  if (list.size() <= kFewMembers) return;
  keep_some(list, kMaxItemsCeiling, random);
  keep_bytes(
      list, kMaxListBytes, [](const auto& member) { return written_bytes(member); }, random);
}

template <class List>
std::size_t merge_lists(List& kept, const List& newer, Aggregate aggregate, std::mt19937_64& random) {
  auto& list = members(kept);
  const bool appends = aggregate == Aggregate::list && std::is_same_v<List, NumberList>;
  const bool unites = aggregate == Aggregate::set;
  if (unites) {
    add_to_set(
        list, members(newer), [](const auto& a, const auto& b) { return less(a, b); }, kTaken);
  } else if (appends) {
    list.insert(list.end(), members(newer).begin(), members(newer).end());
  } else {
    replace(list, members(newer));
  }
  if constexpr (counted<List>) {
    const std::uint64_t told = std::max<std::uint64_t>(newer.total, members(newer).size());
    kept.total = std::max<std::uint64_t>({unites ? kept.total : 0, told, list.size()});
  }
  const std::size_t all = list.size();
  if (appends) {
    list.resize(std::min<std::size_t>(all, kMaxItemsCeiling));  // in the order of time: the first ones
  } else {
    keep_within_bounds(list, random);
  }
  return all - list.size();
}

}  // namespace

std::size_t size_of(const ListValue& list) {
  return std::visit([](const auto& held) { return members(held).size(); }, list);
}

void begin_list(ListValue& kept, const ListValue& like) {
  std::visit(
      [&](const auto& model) {
        using List = std::decay_t<decltype(model)>;
        if (List* const held = std::get_if<List>(&kept)) {
          members(*held).clear();
          if constexpr (counted<List>) held->total = 0;
        } else {
          kept = List{};
        }
      },
      like);
}

std::size_t merge_list(ListValue& kept, const ListValue& newer, Aggregate aggregate,
                       std::mt19937_64& random) {
  if (kept.index() != newer.index()) begin_list(kept, newer);
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
