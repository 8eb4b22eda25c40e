// Fleet files that are as large and as wrong as their author likes: what the reader of fleets is measured with. Pure text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gatewarden::test {

struct HostileFleet {
  using Text = std::function<std::string(std::size_t count)>;
  std::string name;
  Text text;        // `count` times the same construct
  Text table = {};  // of children, which the text includes; or none
  // A few bytes of it stand for as many children as a fleet may have: its work is at its bound, whatever its size.
  bool multiplies = false;
  // Of more constructs nothing is made but an error; 0: of any number.
  std::size_t most = 0;
};

std::vector<HostileFleet> hostile_fleets();
// Words and signs at random, as the seed says; twice the count is twice of each.
HostileFleet random_fleet(std::uint32_t seed);
// How often the construct stands in `bytes`, both files together: the nearest from above, within a fifth.
std::size_t count_of(const HostileFleet& fleet, std::size_t bytes);
// Its fleet file, with its table beside it in `folder`.
std::filesystem::path written(const HostileFleet& fleet, std::size_t count,
                              const std::filesystem::path& folder);

}  // namespace gatewarden::test
