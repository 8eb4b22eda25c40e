#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

namespace gatewarden {

// Keeps `most` members, at random so that none stays hidden in every report. Keeps their order.
template <class Member>
void keep_some(std::vector<Member>& all, std::size_t most, std::mt19937_64& random) {
  if (all.size() <= most) return;
  std::vector<std::size_t> places(all.size()), chosen;
  std::iota(places.begin(), places.end(), std::size_t{0});
  chosen.reserve(most);
  std::sample(places.begin(), places.end(), std::back_inserter(chosen), most, random);
  std::vector<Member> kept;
  kept.reserve(most);
  for (const std::size_t place : chosen) kept.push_back(std::move(all[place]));
  all = std::move(kept);
}

}  // namespace gatewarden
