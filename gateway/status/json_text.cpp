#include "gateway/status/json_text.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "gateway/base/printable.hpp"

namespace gatewarden::status {
namespace {

void append_escape(std::string& out, char32_t c) {
  char text[16];
  if (c < 0x10000) {
    std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(c));
  } else {
    const auto rest = static_cast<unsigned>(c - 0x10000);
    std::snprintf(text, sizeof text, "\\u%04x\\u%04x", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
  }
  out += text;
}

}  // namespace

void append_json(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c == kNotText) {
      out += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (harmful(c)) {
      append_escape(out, c);
    } else {
      out.append(text, begin, at - begin);
    }
  }
  out += '"';
}

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
