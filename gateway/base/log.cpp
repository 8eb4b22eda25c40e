#include "gateway/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <map>
#include <memory>

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

void append_quoted(std::string& line, std::string_view text) {
  line += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", byte);
      line += escape;
    } else {
      line += c;
    }
  }
  line += '"';
}

bool plain(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f) return false;
  }
  return true;
}

void append(std::string& line, Shape shape, std::string_view key, std::string_view value) {
  if (shape == Shape::json) {
    line += line.empty() ? '{' : ',';
    append_quoted(line, key);
    line += ':';
    append_quoted(line, value);
    return;
  }
  if (!line.empty()) line += ' ';
  line += key;
  line += '=';
  if (plain(value)) {
    line += value;
  } else {
    append_quoted(line, value);
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
  std::string line;
  append(line, s.shape, "time", timestamp());
  append(line, s.shape, "level", name_of(level));
  append(line, s.shape, "room", room);
  append(line, s.shape, "event", name);
  for (const auto& field : fields) append(line, s.shape, field.key, field.value);
  if (s.shape == Shape::json) line += '}';
  s.sink->log(spdlog::level::info, line);
}

void set_shape(Shape shape) { settings().shape = shape; }
void set_level(Level level) { settings().level = level; }
void set_level(std::string_view room, Level level) { settings().rooms[std::string(room)] = level; }

}  // namespace gatewarden::log
