#include "gateway/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <map>
#include <memory>

#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::log {
namespace {

struct Settings {
  Shape shape = Shape::text;
  Level level = Level::info;
  std::map<std::string, Level, std::less<>> rooms;
  std::shared_ptr<spdlog::logger> sink;

  Settings()
      : sink(std::make_shared<spdlog::logger>("gatewarden",
                                              std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
    sink->set_level(spdlog::level::trace);
    sink->flush_on(spdlog::level::trace);
    sink->set_pattern("%v");
  }
};

Settings& settings() {
  static Settings instance;
  return instance;
}

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
    case Level::off:
      break;
  }
  return "off";
}

// Needs no quotes in key=value text.
bool plain(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c == kNotText || c <= ' ' || c == '"' || c == '=' || c == '\\' || harmful(c)) return false;
  }
  return !text.empty();
}

void append(std::string& line, Shape shape, const Field& field) {
  const bool json = shape == Shape::json;
  if (json) {
    line += line.empty() ? "{\"" : ",\"";
  } else if (!line.empty()) {
    line += ' ';
  }
  line += field.key;
  line += json ? "\":" : "=";
  if (field.literal || (!json && plain(field.value))) {
    line += field.value;
  } else {
    append_json_string(line, field.value);
  }
}

std::string timestamp() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  tm parts{};
  gmtime_r(&now.tv_sec, &parts);
  char text[40];
  const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text + length, sizeof text - length, ".%03ldZ", now.tv_nsec / 1'000'000);
  return text;
}

}  // namespace

void event(Level level, std::string_view room, std::string_view name, std::initializer_list<Field> fields) {
  auto& s = settings();
  const auto own = s.rooms.find(room);
  if (level < (own == s.rooms.end() ? s.level : own->second)) return;
  const std::initializer_list<Field> head = {
      {"time", timestamp()}, {"level", name_of(level)}, {"room", room}, {"event", name}};
  s.sink->log(spdlog::level::info, line_of(s.shape, head, fields));
}

std::string line_of(Shape shape, std::initializer_list<Field> head, std::initializer_list<Field> fields) {
  std::string line;
  for (const auto& part : {head, fields}) {
    for (const Field& field : part) append(line, shape, field);
  }
  if (shape == Shape::json) line += '}';
  return line;
}

void set_shape(Shape shape) { settings().shape = shape; }
void set_level(Level level) { settings().level = level; }
void forget_rooms() { settings().rooms.clear(); }
void set_level(std::string_view room, Level level) { settings().rooms[std::string(room)] = level; }

}  // namespace gatewarden::log
