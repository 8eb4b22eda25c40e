#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

namespace gatewarden {

// Keeps the members at these places, which are in their order.
template <class Member>
void keep_places(std::vector<Member>& all, const std::vector<std::size_t>& places) {
  std::vector<Member> kept;
  kept.reserve(places.size());
  for (const std::size_t place : places) kept.push_back(std::move(all[place]));
  all = std::move(kept);
}

// Keeps `most` members, at random so that none stays hidden in every report. Keeps their order.
template <class Member>
void keep_some(std::vector<Member>& all, std::size_t most, std::mt19937_64& random) {
  if (all.size() <= most) return;
  std::vector<std::size_t> places(all.size()), chosen;
  std::iota(places.begin(), places.end(), std::size_t{0});
  chosen.reserve(most);
  std::sample(places.begin(), places.end(), std::back_inserter(chosen), most, random);
  keep_places(all, chosen);
}

// Keeps members of `most` bytes together, at random up to the first that has no room. Keeps their order.
template <class Member, class BytesOf>
void keep_bytes(std::vector<Member>& all, std::size_t most, BytesOf bytes_of, std::mt19937_64& random) {
  std::size_t bytes = 0;
  for (const Member& member : all) bytes += bytes_of(member);
  if (bytes <= most) return;
  std::vector<std::size_t> places(all.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::shuffle(places.begin(), places.end(), random);
  for (; bytes > most; places.pop_back()) bytes -= bytes_of(all[places.back()]);
  std::sort(places.begin(), places.end());
  keep_places(all, places);
}

}  // namespace gatewarden
