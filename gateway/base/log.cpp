#include "gateway/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <map>
#include <memory>
#include <mutex>

#include "gateway/base/line_budgets.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::log {
namespace {

struct Settings {
  std::mutex mutex;  // over the next four; held briefly
  Shape shape = Shape::text;
  Level level = Level::info;
  std::map<std::string, Level, std::less<>> rooms;
  std::shared_ptr<const Way> way;  // null: the sink
  std::mutex budgets_mutex;        // threads of the store and of report files log, too
  LineBudgets budgets;             // by cause_of
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

// Foreign texts may be of any length: of long ones the beginning, up to a whole character.
std::string bounded(const std::string& text) {
  if (text.size() <= kMaxValueBytes) return text;
  std::size_t end = 0;
  for (std::size_t at = 0; at <= kMaxValueBytes; next_code_point(text, at)) end = at;
  return text.substr(0, end) + "... (" + std::to_string(text.size()) + " bytes)";
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
  const std::string value = bounded(field.value);
  if (field.literal || (!json && plain(value))) {
    line += value;
  } else {
    append_json_string(line, value);
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

// Whose budget a line takes: its event's, on its link. Both are our own or the fleet file's words, never a stranger's.
std::string cause_of(std::string_view room, std::string_view name, std::initializer_list<Field> fields) {
  std::string cause = std::string(room) + ' ' + std::string(name);
  for (const Field& field : fields) {
    if (field.key == "link") cause += ' ' + field.value;
  }
  return cause;
}

void write(Level level, std::string_view room, std::string_view name, std::initializer_list<Field> fields) {
  auto& s = settings();
  const std::string line = line_now(level, room, name, fields);
  std::unique_lock lock(s.mutex);
  const std::shared_ptr<const Way> way = s.way;
  lock.unlock();
  if (way) return (*way)(line);
  s.sink->log(spdlog::level::info, line);
}

bool wanted(Level level, std::string_view room) {
  auto& s = settings();
  const std::lock_guard lock(s.mutex);
  const auto own = s.rooms.find(room);
  return level >= (own == s.rooms.end() ? s.level : own->second);
}

}  // namespace

void event(Level level, std::string_view room, std::string_view name, std::initializer_list<Field> fields) {
  if (!wanted(level, room)) return;
  auto& s = settings();
  const SteadyTime now = std::chrono::steady_clock::now();
  const std::lock_guard lock(s.budgets_mutex);
  s.budgets.tell_unsaid(now, [](const std::string& cause, std::uint64_t lines) {
    write(Level::warning, "log", "lines_left_out", {{"of", cause}, {"lines", lines}});
  });
  if (s.budgets.take(cause_of(room, name, fields), now)) write(level, room, name, fields);
}

std::string line_now(Level level, std::string_view room, std::string_view name,
                     std::initializer_list<Field> fields) {
  auto& s = settings();
  std::unique_lock lock(s.mutex);
  const Shape shape = s.shape;
  lock.unlock();
  const std::initializer_list<Field> head = {
      {"time", timestamp()}, {"level", name_of(level)}, {"room", room}, {"event", name}};
  return line_of(shape, head, fields);
}

std::string line_of(Shape shape, std::initializer_list<Field> head, std::initializer_list<Field> fields) {
  std::string line;
  for (const auto& part : {head, fields}) {
    for (const Field& field : part) append(line, shape, field);
  }
  if (shape == Shape::json) line += '}';
  return line;
}

void write_through(Way way) {
  auto& s = settings();
  const std::lock_guard lock(s.mutex);
  s.way = way ? std::make_shared<const Way>(std::move(way)) : nullptr;
}

void set_shape(Shape shape) {
  const std::lock_guard lock(settings().mutex);
  settings().shape = shape;
}
void set_level(Level level) {
  const std::lock_guard lock(settings().mutex);
  settings().level = level;
}
void set_level(std::string_view room, Level level) {
  const std::lock_guard lock(settings().mutex);
  settings().rooms[std::string(room)] = level;
}
void forget_rooms() {
  const std::lock_guard lock(settings().mutex);
  settings().rooms.clear();
}
void forget_unsaid() {
  const std::lock_guard lock(settings().budgets_mutex);
  settings().budgets.clear();
}

}  // namespace gatewarden::log
