// Shorter lists for a closed report that is too long to be sent. Totals stay true. Pure.
#pragma once

#include <cstddef>
#include <random>

#include "gateway/report/report.hpp"

namespace gatewarden {

std::size_t longest_list(const Report& report);
// No list keeps more than `most` members; which ones is random.
void shorten_lists(Report& report, std::size_t most, std::mt19937_64& random);

}  // namespace gatewarden
