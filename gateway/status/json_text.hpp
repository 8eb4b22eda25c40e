// Appends rows as JSON on one line; texts as in gateway/base/text/json_text.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/text/json_text.hpp"
#include "gateway/status/link_state_text.hpp"
#include "gateway/status/snapshot_fields.hpp"

namespace gatewarden::status {

inline void append_json(std::string& out, std::string_view text) { append_json_string(out, text); }
void append_json(std::string& out, std::uint64_t number);
void append_json(std::string& out, double number);  // null if not finite
void append_json(std::string& out, WallTime time);  // "2026-04-01T12:00:00.123Z"
void append_json(std::string& out, const Counters& counters);
inline void append_json(std::string& out, const std::string& text) {
  append_json(out, std::string_view(text));
}
inline void append_json(std::string& out, bool flag) { out += flag ? "true" : "false"; }
inline void append_json(std::string& out, DeviceState state) { append_json(out, word_of(state)); }
inline void append_json(std::string& out, const StateOf<const LinkSnapshot>& state) {
  append_json(out, link_state_text(state.link));
}
void append_json(std::string& out, Duration duration);  // seconds, to the millisecond

template <class Row>
requires std::is_class_v<Row> && requires(Row& row, int& walk) { fields(walk, row); }
void append_json(std::string& out, const Row& row);
template <class V>
void append_json(std::string& out, const std::optional<V>& value);
template <class V>
void append_json(std::string& out, const std::vector<V>& values);

// Writes an object's members, without its braces.
class MemberWriter {
 public:
  explicit MemberWriter(std::string& out) : out_(out) {}
  template <class V>
  void operator()(std::string_view name, const V& value) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    append_json(out_, value);
  }

 private:
  std::string& out_;
  bool first_ = true;
};

template <class Row>
requires std::is_class_v<Row> && requires(Row& row, int& walk) { fields(walk, row); }
void append_json(std::string& out, const Row& row) {
  out += '{';
  MemberWriter writer(out);
  fields(writer, row);
  out += '}';
}

template <class V>
void append_json(std::string& out, const std::optional<V>& value) {
  if (value) {
    append_json(out, *value);
  } else {
    out += "null";
  }
}

template <class V>
void append_json(std::string& out, const std::vector<V>& values) {
  out += '[';
  bool first = true;
  for (const auto& value : values) {
    if (!first) out += ',';
    first = false;
    append_json(out, value);
  }
  out += ']';
}

}  // namespace gatewarden::status
