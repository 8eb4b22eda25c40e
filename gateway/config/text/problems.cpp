#include "gateway/config/text/problems.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "gateway/base/text/printable.hpp"

namespace gatewarden::config {
namespace {

std::string_view file_of(const Place& place) {
  return place.file ? std::string_view(*place.file) : std::string_view();
}

auto order_of(const Problem& problem) {
  return std::make_tuple(file_of(problem.place), problem.place.line, problem.place.column,
                         std::string_view(problem.code), std::string_view(problem.rule),
                         std::string_view(problem.value), std::string_view(problem.example));
}

auto order_of(const Remark& remark) {
  return std::make_tuple(file_of(remark.place), remark.place.line, remark.place.column,
                         std::string_view(remark.text));
}

}  // namespace

void Problems::append(const Problems& others) {
  list_.insert(list_.end(), others.list_.begin(), others.list_.end());
  remarks_.insert(remarks_.end(), others.remarks_.begin(), others.remarks_.end());
}

void Problems::sort() {
  std::stable_sort(remarks_.begin(), remarks_.end(),
                   [](const Remark& a, const Remark& b) { return order_of(a) < order_of(b); });
  const auto same = [](const Remark& a, const Remark& b) { return order_of(a) == order_of(b); };
  remarks_.erase(std::unique(remarks_.begin(), remarks_.end(), same), remarks_.end());
  std::stable_sort(list_.begin(), list_.end(),
                   [](const Problem& a, const Problem& b) { return order_of(a) < order_of(b); });
  const auto last = std::unique(list_.begin(), list_.end(), [](const Problem& a, const Problem& b) {
    return order_of(a) == order_of(b) && (a.place.line > 0 || a.path == b.path);
  });
  list_.erase(last, list_.end());
}

std::string to_text(const Place& place) {
  std::string text = place.file ? printable(*place.file) : "fleet file";
  if (place.line > 0) text += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  return text;
}

std::string to_text(const Problem& problem) {
  std::string text = to_text(problem.place) + ": error " + problem.code;
  if (!problem.path.empty()) text += " [" + printable(problem.path) + "]";
  if (!problem.value.empty()) text += " \"" + printable(problem.value) + "\"";
  text += ": " + printable(problem.rule);
  if (!problem.example.empty())
    text += (problem.repairs ? "; write  " : "; for example  ") + printable(problem.example);
  return text;
}

std::string to_text(const Remark& remark) { return to_text(remark.place) + ": " + printable(remark.text); }

std::string to_text(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems.list()) text += to_text(problem) + "\n";
  return text;
}

}  // namespace gatewarden::config
