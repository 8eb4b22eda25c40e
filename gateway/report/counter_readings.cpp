#include "gateway/report/counter_readings.hpp"

#include <cstdio>

#include "gateway/base/text/parse_number.hpp"
#include "gateway/sample/falls.hpp"

namespace gatewarden {
namespace {

std::string tagged_text(Number number) {
  switch (number.kind()) {
    case Number::Kind::integer:
      return "i" + std::to_string(number.integer_value());
    case Number::Kind::natural:
      return "n" + std::to_string(number.natural_value());
    case Number::Kind::real:
      break;
  }
  char text[40];
  std::snprintf(text, sizeof text, "r%.17g", number.real_value());
  return text;
}

std::optional<Number> tagged_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const char kind = text.front();
  text.remove_prefix(1);
  if (kind == 'i') {
    const auto value = parse_number<std::int64_t>(text);
    return value ? std::optional(Number::integer(*value)) : std::nullopt;
  }
  if (kind == 'n') {
    const auto value = parse_number<std::uint64_t>(text);
    return value ? std::optional(Number::natural(*value)) : std::nullopt;
  }
  if (kind != 'r') return std::nullopt;
  const auto value = parse_number<double>(text);
  return value ? std::optional(Number::real(*value)) : std::nullopt;
}

std::string_view next_part(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

std::int64_t milliseconds_at(std::optional<SteadyTime> at, ClockPair now) {
  return at ? now.wall_at(*at).time_since_epoch().count() : 0;
}

// "n1042 1790000000000"
std::optional<CounterReading::Former> next_reading(std::string_view& text, ClockPair now) {
  const auto value = tagged_number(next_part(text, ' '));
  const auto milliseconds = parse_number<std::int64_t>(next_part(text, ' '));
  if (!value || !milliseconds) return std::nullopt;
  CounterReading::Former made{*value, std::nullopt};
  const WallTime at{std::chrono::milliseconds(*milliseconds)};
  if (*milliseconds > 0 && at <= now.wall) made.at = now.steady_at(at);
  return made;
}

constexpr std::size_t kMaxFormer = Falls<CounterReading::Former>::kMaxFalls;

std::optional<CounterReading> parse_one(std::string_view text, ClockPair now) {
  CounterReading made;
  made.doubtful = !text.empty() && text.back() == '?';
  if (made.doubtful) text.remove_suffix(1);
  if (text.ends_with(' ')) return std::nullopt;
  made.metric = next_part(text, ' ');
  const auto aggregate = parse_aggregate(next_part(text, ' '));
  const auto bits = parse_number<std::uint8_t>(next_part(text, ' '));
  const auto reading = next_reading(text, now);
  if (!aggregate || !bits || !reading) return std::nullopt;
  made.aggregate = *aggregate;
  made.counter_bits = *bits;
  made.value = reading->value;
  made.at = reading->at;
  while (!text.empty()) {
    const auto former = next_reading(text, now);
    if (!former) return std::nullopt;
    if (made.before_falls.size() == kMaxFormer) made.before_falls.erase(made.before_falls.begin());
    made.before_falls.push_back(*former);
  }
  return made;
}

}  // namespace

std::string to_text(const CounterReadings& readings, ClockPair now) {
  std::string text;
  const auto append = [&](Number value, std::optional<SteadyTime> at) {
    text += ' ' + tagged_text(value) + ' ' + std::to_string(milliseconds_at(at, now));
  };
  for (const CounterReading& reading : readings) {
    if (!text.empty()) text += ';';
    text += reading.metric;
    text += ' ';
    text += to_string(reading.aggregate);
    text += ' ' + std::to_string(reading.counter_bits);
    append(reading.value, reading.at);
    for (const auto& former : reading.before_falls) append(former.value, former.at);
    if (reading.doubtful) text += '?';
  }
  return text;
}

CounterReadings parse_counter_readings(std::string_view text, ClockPair now) {
  CounterReadings readings;
  while (!text.empty()) {
    if (auto reading = parse_one(next_part(text, ';'), now)) readings.push_back(std::move(*reading));
  }
  return readings;
}

}  // namespace gatewarden
