#include "gateway/config/text/problems.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>

#include "gateway/base/text/printable.hpp"
#include "gateway/base/text/utf8.hpp"

namespace gatewarden::config {
namespace {

std::string_view file_of(const Place& place) {
  return place.file ? std::string_view(*place.file) : std::string_view();
}

constexpr std::size_t kMaxName = 300;       // bytes of a path of keys or a value
constexpr std::size_t kMaxSentence = 2000;  // of a rule or an example

std::string readable(const std::string& text, std::size_t most) {
  if (text.size() <= most) return printable(text);
  return printable(first_characters(text, most)) + "...";
}

// Line by line: an example may have several.
template <class Change>
std::string by_lines(const std::string& text, Change change) {
  std::string all;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    all += (start == 0 ? "" : "\n") + change(text.substr(start, end - start));
    start = end + 1;
  }
  return all;
}

// Of several lines the first stands under the others.
std::string shown_example(const std::string& example) {
  const std::size_t second = example.find('\n');
  if (second == std::string::npos) return printable(example);
  const std::size_t indent =
      std::min(example.find_first_not_of(' ', second + 1), example.size()) - second - 1;
  return "\n" + std::string(indent, ' ') +
         by_lines(example, [](const std::string& line) { return printable(line); });
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

Problems Problems::part_of(const Problems& whole) {
  Problems part;
  if (whole.full()) part.most_ = 0;
  return part;
}

void Problems::add(Problem problem) {
  ++count_;
  if (full()) return;
  for (std::string* text : {&problem.path, &problem.value}) *text = readable(*text, kMaxName);
  problem.rule = readable(problem.rule, kMaxSentence);
  problem.example =
      by_lines(problem.example, [](const std::string& line) { return readable(line, kMaxSentence); });
  list_.push_back(std::move(problem));
}

void Problems::remark(Remark remark) {
  if (remarks_.size() >= most_) return;
  remark.text = readable(remark.text, kMaxSentence);
  remarks_.push_back(std::move(remark));
}

void Problems::append(const Problems& others) {
  const auto append = [this](auto& list, const auto& more) {
    const std::size_t free = most_ - std::min(most_, list.size());
    list.insert(list.end(), more.begin(),
                more.begin() + std::min(std::ssize(more), static_cast<std::ptrdiff_t>(free)));
  };
  append(list_, others.list_);
  append(remarks_, others.remarks_);
  count_ += others.count_;
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
  count_ -= static_cast<std::size_t>(list_.end() - last);
  list_.erase(last, list_.end());
  if (list_.size() > kMaxShown) list_.erase(list_.begin() + kMaxShown, list_.end());
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
    text += (problem.repairs ? "; write  " : "; for example  ") + shown_example(problem.example);
  return text;
}

std::string to_text(const Remark& remark) { return to_text(remark.place) + ": " + printable(remark.text); }

std::string to_text(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems.list()) text += to_text(problem) + "\n";
  const std::size_t more = problems.size() - problems.list().size();
  if (more > 0) text += "and " + std::to_string(more) + (more == 1 ? " more error\n" : " more errors\n");
  return text;
}

}  // namespace gatewarden::config
