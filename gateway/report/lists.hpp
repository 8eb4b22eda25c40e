// List operations of collecting aggregates: union, bound, sample. Pure.
#pragma once

#include <cstddef>
#include <random>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

std::size_t size_of(const ListValue& list);

// Merges `newer` into `kept`: the sorted union for `set`, appended numbers for `list`, else the newer list. At
// most kMaxItemsCeiling members, of a `list` the first, else at random; returns how many did not fit.
std::size_t merge_list(ListValue& kept, const ListValue& newer, Aggregate aggregate, std::mt19937_64& random);

// Keeps `most` members, at random so that none stays hidden in every report. Keeps the order, and the total
// of port and connection lists.
void shorten(ListValue& list, std::size_t most, std::mt19937_64& random);

}  // namespace gatewarden
