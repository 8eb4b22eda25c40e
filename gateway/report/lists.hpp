// List operations of collecting aggregates: union, bound, sample. Pure.
#pragma once

#include <cstddef>
#include <random>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

// Of a list's members, as they are written. Of the order of a report: what is longer could never be sent.
inline constexpr std::size_t kMaxListBytes = 128'000;

std::size_t size_of(const ListValue& list);

// Empty, of the kind of `like`; keeps the buffers if it is of that kind.
void begin_list(ListValue& kept, const ListValue& like);

// Merges `newer` into `kept`: the sorted union for `set`, appended numbers for `list`, else the newer list. A member with
// a text of more than kMaxTextBytes (content_rules.hpp) is left out; count_unsendable counts it. At most
// kMaxItemsCeiling members and kMaxListBytes, of a `list` the first, else at random; returns how many did not fit. A
// union costs what is new (sorted_set.hpp); `kept` is of the same aggregate from its beginning on.
std::size_t merge_list(ListValue& kept, const ListValue& newer, Aggregate aggregate, std::mt19937_64& random);

// Keeps `most` members, at random so that none stays hidden in every report. Keeps the order, and the total
// of port and connection lists.
void shorten(ListValue& list, std::size_t most, std::mt19937_64& random);

}  // namespace gatewarden
