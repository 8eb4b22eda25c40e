// The kinds of values a fleet file holds; beside each stands the code of its errors.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/duration_text.hpp"
#include "gateway/base/host_port.hpp"
#include "gateway/config/keys/type_templates.hpp"

namespace gatewarden::config {

using gatewarden::HostPort;
using gatewarden::to_text;

// "500ms", "10s", "1.5m", "1h", "2d" (us, ms, s, m, h, d); a bare number is refused.            F020
TypeOf<Duration> duration(Duration least, Duration most);
// One to `most` bytes; `pattern` is an ECMAScript expression for the whole text, `words` say it. F025
TypeOf<std::string> text(std::size_t most = 1024, std::string_view pattern = "", std::string_view words = "");
// A path; relative ones are relative to where the program runs.                                 F025
TypeOf<std::string> file_path();
// Decimal or 0x...; 017, 1_000, "5" and yes are none.                                           F021
template <class Int>
TypeOf<Int> integer(Int least, Int most);
TypeOf<double> real(double least, double most);  // F022
TypeOf<bool> boolean();  // true or false, nothing else                                          F023
template <class E>
TypeOf<E> choice(std::vector<std::pair<std::string, E>> names);  // F024
TypeOf<HostPort> host_port(std::uint16_t default_port);          // "10.0.0.5:502", "[::1]", "plc.local" F026
// A list of 1 to `most` (0 to `most` unless `not_empty`); F012, F027.
template <class V>
TypeOf<std::vector<V>> list(TypeOf<V> item, std::size_t most, bool not_empty = false);
// A value, or a list of 1 to `most` of them.
template <class V>
TypeOf<std::vector<V>> one_or_many(TypeOf<V> item, std::size_t most);
// Keys are the user's names; F012, F027.
template <class V>
TypeOf<std::map<std::string, V>> map_of(TypeOf<V> value, std::size_t most = 1000);
// Stays nullopt where the key is absent.
template <class V>
TypeOf<std::optional<V>> optional(TypeOf<V> inner);

// ---- the templates ----

template <class Int>
TypeOf<Int> integer(Int least, Int most) {
  return std::make_shared<detail::Integer<Int>>(least, most);
}
template <class E>
TypeOf<E> choice(std::vector<std::pair<std::string, E>> names) {
  return std::make_shared<detail::Choice<E>>(std::move(names));
}
template <class V>
TypeOf<std::vector<V>> list(TypeOf<V> item, std::size_t most, bool not_empty) {
  return std::make_shared<detail::List<V>>(std::move(item), not_empty ? 1 : 0, most);
}
template <class V>
TypeOf<std::vector<V>> one_or_many(TypeOf<V> item, std::size_t most) {
  return std::make_shared<detail::OneOrMany<V>>(std::move(item), most);
}
template <class V>
TypeOf<std::map<std::string, V>> map_of(TypeOf<V> value, std::size_t most) {
  return std::make_shared<detail::MapOf<V>>(std::move(value), most);
}
template <class V>
TypeOf<std::optional<V>> optional(TypeOf<V> inner) {
  return std::make_shared<detail::Optional<V>>(std::move(inner));
}

}  // namespace gatewarden::config
