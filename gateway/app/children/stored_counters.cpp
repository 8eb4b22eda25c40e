#include "gateway/app/children/stored_counters.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace gatewarden::app {

std::string to_text(const StoredCounters& counters, ClockPair now) {
  char source[24];
  std::snprintf(source, sizeof source, "%016llx;", static_cast<unsigned long long>(counters.source));
  return source + gatewarden::to_text(counters.readings, now);
}

StoredCounters parse_stored_counters(std::string_view text, ClockPair now) {
  StoredCounters counters;
  const std::size_t end = std::min(text.find(';'), text.size());
  std::from_chars(text.data(), text.data() + end, counters.source, 16);
  if (end < text.size()) counters.readings = parse_counter_readings(text.substr(end + 1), now);
  return counters;
}

}  // namespace gatewarden::app
