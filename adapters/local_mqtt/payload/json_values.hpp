// Metric values from parsed JSON. Only the decoder includes this: it carries simdjson.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden::local_mqtt {

inline constexpr std::size_t kMaxListed = 4096;  // members of a list; more is a fault, or a true total

std::optional<Number> number_of(simdjson::dom::element value);
// Not for `number`. The whole value must fit: half a list would claim that the rest does not exist. Adds the members it
// looked at, which is its work, fitting or not.
std::optional<ListValue> list_of(simdjson::dom::element value, MetricType type, std::uint32_t& looked_at);
// Of a value that fits no metric of this type: it, or a member of the list, says that it is unknown (null; where a
// number is wanted also "nan", "unavailable").
bool lacks_value(simdjson::dom::element value, MetricType type);
// "an object", "a string (`12 V`)": of foreign text only a printable piece.
std::string kind_of(simdjson::dom::element value);

}  // namespace gatewarden::local_mqtt
