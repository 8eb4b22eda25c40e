// A sorted vector as a set. What is added costs a search each; what is there is moved, never compared. Pure.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

namespace gatewarden {

// Adds those of `newer` that are `taken` and not in `kept`, which stays sorted and free of duplicates by `less`. With n
// members kept, m newer and k of them added: m searches of log n, and k log k for their order.
template <class Member, class Less, class Taken>
void add_to_set(std::vector<Member>& kept, const std::vector<Member>& newer, Less less, Taken taken) {
  std::vector<Member> fresh;
  for (const Member& member : newer) {
    if (taken(member) && !std::binary_search(kept.begin(), kept.end(), member, less)) fresh.push_back(member);
  }
  if (fresh.empty()) return;
  std::sort(fresh.begin(), fresh.end(), less);
  const auto same = [&](const Member& a, const Member& b) { return !less(a, b) && !less(b, a); };
  fresh.erase(std::unique(fresh.begin(), fresh.end(), same), fresh.end());
  auto end = static_cast<std::ptrdiff_t>(kept.size());
  kept.resize(kept.size() + fresh.size());
  auto hole = kept.end();  // from behind: each is moved once
  for (auto last = fresh.rbegin(); last != fresh.rend(); ++last) {
    const auto place = std::upper_bound(kept.begin(), kept.begin() + end, *last, less);
    hole = std::move_backward(place, kept.begin() + end, hole);
    *--hole = std::move(*last);
    end = place - kept.begin();
  }
}

}  // namespace gatewarden
