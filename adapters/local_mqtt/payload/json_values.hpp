// From a parsed JSON value to what a metric can take. Only the decoder includes this (it carries simdjson).
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden::local_mqtt {

inline constexpr std::size_t kMaxListed =
    4096;  // members taken from one list; more is a fault, or a true total

std::optional<Number> number_of(simdjson::dom::element value);
// For every type but `number`. Nothing where the value does not fit as a whole: half a list would
// claim that the rest does not exist.
std::optional<ListValue> list_of(simdjson::dom::element value, MetricType type);
// "a string", "an object": for error texts; never the value itself, which is foreign and may be large.
std::string_view kind_of(simdjson::dom::element value);

}  // namespace gatewarden::local_mqtt
