#include "gateway/config/text/problems.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace gatewarden::config {
namespace {

std::string_view file_of(const Problem& problem) {
  return problem.place.file ? std::string_view(*problem.place.file) : std::string_view();
}

auto order_of(const Problem& problem) {
  return std::make_tuple(file_of(problem), problem.place.line, problem.place.column,
                         std::string_view(problem.code), std::string_view(problem.rule),
                         std::string_view(problem.value), std::string_view(problem.example));
}

}  // namespace

void Problems::sort() {
  std::stable_sort(list_.begin(), list_.end(),
                   [](const Problem& a, const Problem& b) { return order_of(a) < order_of(b); });
  const auto last = std::unique(list_.begin(), list_.end(), [](const Problem& a, const Problem& b) {
    return order_of(a) == order_of(b) && (a.place.line > 0 || a.path == b.path);
  });
  list_.erase(last, list_.end());
}

std::string to_text(const Place& place) {
  std::string text = place.file ? *place.file : "fleet file";
  if (place.line > 0) text += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  return text;
}

std::string to_text(const Problem& problem) {
  std::string text = to_text(problem.place) + ": error " + problem.code;
  if (!problem.path.empty()) text += " [" + problem.path + "]";
  if (!problem.value.empty()) text += " \"" + problem.value + "\"";
  text += ": " + problem.rule;
  if (!problem.example.empty()) text += "; write  " + problem.example;
  return text;
}

std::string to_text(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems.list()) text += to_text(problem) + "\n";
  return text;
}

}  // namespace gatewarden::config
