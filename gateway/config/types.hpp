// How one kind of value is read, described and constrained. Reading, error texts and the JSON schema come
// from the same object; sections (section.hpp) are types too, so they nest. Every read() that returns false
// has added at least one problem; `out` then keeps what it was.
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
#include "gateway/config/config_node.hpp"

namespace gatewarden::config {

template <class V>
class Type {
 public:
  virtual ~Type() = default;
  virtual bool read(const ConfigNode& node, V& out, Problems& problems) const = 0;
  // JSON Schema draft-07 of the value, without title and description of the key.
  virtual nlohmann::json schema() const = 0;
  virtual std::string words() const = 0;    // "a duration from 10ms to 60s"
  virtual std::string example() const = 0;  // "500ms", as YAML
  // As a schema's "default" shows it; null where there is nothing to show.
  virtual nlohmann::json to_json(const V& value) const = 0;
};

template <class V>
using TypeOf = std::shared_ptr<const Type<V>>;

struct HostPort {
  std::string host;  // IPv6 without brackets
  std::uint16_t port = 0;
  friend bool operator==(const HostPort&, const HostPort&) = default;
};

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

// "500ms": the shortest exact spelling.
std::string to_text(Duration value);
// The text parsed, or nothing.
std::optional<Duration> parse_duration(std::string_view text);
std::optional<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port);

}  // namespace gatewarden::config

#include "gateway/config/type_templates.hpp"
