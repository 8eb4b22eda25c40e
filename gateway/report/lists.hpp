// What collecting merges do to lists: union, bound, sample. Pure.
#pragma once

#include <cstddef>
#include <random>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

std::size_t size_of(const ListValue& list);

// Merges `newer` into `kept` as `merge` says (set: the sorted union; otherwise the newer list, or for number
// lists under `list` an appended one). At most kMaxItemsCeiling members stay; returns how many did not.
std::size_t merge_list(ListValue& kept, const ListValue& newer, Merge merge);

// Shortens a list to `most` members, picked at random so that no member stays hidden report after report;
// order is kept, and so is the total of port and connection lists.
void shorten(ListValue& list, std::size_t most, std::mt19937_64& random);

}  // namespace gatewarden
