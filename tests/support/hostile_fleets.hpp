// Fleet files that are as large and as wrong as their author likes: what the reader of fleets is measured with. Pure text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace gatewarden::test {

struct HostileFleet {
  std::string name;
  std::function<std::string(std::size_t count)> text;  // `count` times the same construct
};

std::vector<HostileFleet> hostile_fleets();
// Words and signs at random, as the seed says; twice the count is twice of each.
std::string random_fleet(std::uint32_t seed, std::size_t count);
// The text whose size is the nearest to `bytes` from above, within a fifth.
std::string of_bytes(const HostileFleet& fleet, std::size_t bytes);

}  // namespace gatewarden::test
