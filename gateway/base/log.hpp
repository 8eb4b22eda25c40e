// The log: one line per event, key=value or JSON, with levels per room. Samples are never
// logged; repeated events are counted. Values must not hold secrets; they may hold any bytes. Any thread may log.
//
// Lines go to standard error at once, and so wait for its reader; write_through gives them another way.
//
// Nobody outside chooses how much is logged: an event of a room has a budget of lines (line_budget.hpp), one for each
// `link` it names, and what was left out is told as `lines_left_out`. A value is cut at kMaxValueBytes.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gatewarden::log {

inline constexpr std::size_t kMaxValueBytes = 1024;  // longer than any text of our own

enum class Level { debug, info, warning, error, off };
enum class Shape { text, json };

struct Field {
  std::string_view key;
  std::string value;
  bool literal = false;  // a number or a truth value: JSON has it without quotes
  Field(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const char* v) : key(k), value(v) {}
  template <class Int>
  requires std::is_integral_v<Int> Field(std::string_view k, Int v)
      : key(k), value(std::to_string(v)), literal(true) {}
  Field(std::string_view k, bool v) : key(k), value(v ? "true" : "false"), literal(true) {}
};

// `name` is a snake_case verb in the past tense ("link_lost"), `room` a folder name ("uplink", "modbus").
void event(Level level, std::string_view room, std::string_view name,
           std::initializer_list<Field> fields = {});
inline void info(std::string_view room, std::string_view name, std::initializer_list<Field> f = {}) {
  event(Level::info, room, name, f);
}
inline void warning(std::string_view room, std::string_view name, std::initializer_list<Field> f = {}) {
  event(Level::warning, room, name, f);
}
inline void error(std::string_view room, std::string_view name, std::initializer_list<Field> f = {}) {
  event(Level::error, room, name, f);
}
inline void debug(std::string_view room, std::string_view name, std::initializer_list<Field> f = {}) {
  event(Level::debug, room, name, f);
}

// An event as a line, without its end. Whatever bytes the values hold, it is valid UTF-8, has no line end and obeys no
// terminal; in the shape `json` it is an object of JSON. Keys are our own words: they are not escaped.
std::string line_of(Shape shape, std::initializer_list<Field> head, std::initializer_list<Field> fields = {});

// Takes each line, without its end, instead of standard error. Called from any thread, also a moment after it was
// replaced; must not log. Empty: standard error again.
using Way = std::function<void(std::string_view line)>;
void write_through(Way way);

// An event as it would be written now; for a line of the way's own.
std::string line_now(Level level, std::string_view room, std::string_view name,
                     std::initializer_list<Field> fields);

void set_shape(Shape shape);
void set_level(Level level);  // for rooms without their own level
void set_level(std::string_view room, Level level);
void forget_rooms();   // no room has its own level
void forget_unsaid();  // every budget is whole again, for tests

}  // namespace gatewarden::log
