// Metric values from parsed JSON. Only the decoder includes this: it carries simdjson.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden::local_mqtt {

inline constexpr std::size_t kMaxListed = 4096;  // members of a list; more is a fault, or a true total

std::optional<Number> number_of(simdjson::dom::element value);
// Not for `number`. The whole value must fit: half a list would claim that the rest does not exist.
std::optional<ListValue> list_of(simdjson::dom::element value, MetricType type);
// "a string", "an object". Errors do not show the value: it is foreign and may be large.
std::string_view kind_of(simdjson::dom::element value);

}  // namespace gatewarden::local_mqtt
