#include "gateway/report/open_point.hpp"

#include "gateway/report/lists.hpp"
#include "gateway/report/whole_number.hpp"

namespace gatewarden {

std::size_t OpenPoint::merge(const ListValue& value, SteadyTime now, std::mt19937_64& random) {
  if (!list) list = std::make_unique<ListValue>();
  // The first sample of a report replaces the list kept for the operator; `last` does so anyway.
  if (count == 0 && spec->aggregate != Aggregate::last) begin_list(*list, value);
  const std::size_t lost = merge_list(*list, value, spec->aggregate, random);
  ++count;
  at = now;
  has_reading = 1;
  return lost;
}

Number OpenPoint::closed_number() const {
  switch (spec->aggregate) {
    case Aggregate::last:
      return last;
    case Aggregate::mean:
      return compact((merged + rest) / count);
    case Aggregate::sum:
      return compact(merged + rest);
    case Aggregate::count:
      return compact(count);
    default:
      return compact(merged);
  }
}

}  // namespace gatewarden
