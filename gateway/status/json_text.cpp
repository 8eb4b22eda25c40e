#include "gateway/status/json_text.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace gatewarden::status {
void append_json(std::string& out, std::uint64_t number) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

void append_json(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char text[32];
  out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

void append_json(std::string& out, Duration duration) {
  append_json(out,
              static_cast<double>(std::chrono::floor<std::chrono::milliseconds>(duration).count()) / 1000.0);
}

void append_json(std::string& out, WallTime time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t seconds = whole.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40], fraction[16];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(fraction, sizeof fraction, ".%03dZ", static_cast<int>((time - whole).count()));
  out += '"';
  out += text;
  out += fraction;
  out += '"';
}

void append_json(std::string& out, const Counters& counters) {
  out += '{';
  bool first = true;
  for (const auto& [name, count] : counters) {
    if (!first) out += ',';
    first = false;
    append_json(out, name);
    out += ':';
    append_json(out, count);
  }
  out += '}';
}

}  // namespace gatewarden::status
