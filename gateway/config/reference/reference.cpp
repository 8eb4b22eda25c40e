#include "gateway/config/reference/reference.hpp"

#include <algorithm>
#include <span>

#include "gateway/config/fleet_section.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

constexpr std::string_view kName = "NAME";
constexpr std::size_t kMaxAsked = 1000;  // bytes; no path is so long

using Steps = std::vector<std::string>;

// "children[3].unit" as children, unit.
Steps steps_of(std::string_view path) {
  Steps steps(1);
  bool in_index = false;
  for (const char c : path) {
    if (c == '[' || c == ']') {
      in_index = c == '[';
    } else if (c == '.') {
      steps.emplace_back();
    } else if (!in_index) {
      steps.back() += c;
    }
  }
  return steps;
}

// A name may have dots, and may be left out.
bool fits(std::span<const std::string> path, std::span<const std::string> asked) {
  if (path.empty()) return asked.empty();
  if (path.front() != kName)
    return !asked.empty() && asked.front() == path.front() && fits(path.subspan(1), asked.subspan(1));
  for (std::size_t name = 0; name <= asked.size(); ++name) {
    if (fits(path.subspan(1), asked.subspan(name))) return true;
  }
  return false;
}

bool end_fits(std::span<const std::string> path, std::span<const std::string> asked) {
  for (std::size_t first = 1; first < path.size(); ++first) {
    if (path[first] != kName && fits(path.subspan(first), asked)) return true;
  }
  return false;
}

bool called(const DescribedKey& key, std::string_view name) {
  return key.name == name ||
         std::find(key.old_names.begin(), key.old_names.end(), name) != key.old_names.end();
}

// links.hall-a, too, asks for what `links` holds.
bool holds_names(const DescribedKey& key) {
  return std::any_of(key.sections.begin(), key.sections.end(),
                     [](const DescribedSection& each) { return each.step.starts_with(".NAME"); });
}

enum class Fit { path, end, name, none };  // the best first

Fit fit_of(const Reference::Entry& entry, Steps asked) {
  const Steps path = steps_of(entry.path);
  if (called(*entry.key, asked.back())) asked.back() = entry.key->name;
  if (fits(path, asked)) return Fit::path;
  if (end_fits(path, asked)) return Fit::end;
  if (!holds_names(*entry.key) || asked.size() < 2) return Fit::none;
  asked.pop_back();
  return asked.back() == entry.key->name && (fits(path, asked) || end_fits(path, asked)) ? Fit::name
                                                                                         : Fit::none;
}

bool same(const Reference::Entry& a, const Reference::Entry& b) {
  return a.path == b.path && a.key->sentence == b.key->sentence && a.key->words == b.key->words;
}

}  // namespace

Reference::Reference(const Adapters& adapters) : file_(fleet_section(adapters).table().describe()) {
  add_chapter("", file_.front());
}

void Reference::add_chapter(std::string path, const DescribedSection& section) {
  chapters_.push_back({path, &section});
  if (!path.empty()) path += '.';
  for (const DescribedKey& key : section.keys) {
    const Entry entry{path + key.name, &key};
    const auto is_same = [&](const Entry& each) { return same(each, entry); };
    if (std::none_of(entries_.begin(), entries_.end(), is_same)) entries_.push_back(entry);
  }
  for (const DescribedKey& key : section.keys) {
    for (const DescribedSection& below : key.sections) add_chapter(path + key.name + below.step, below);
  }
}

std::vector<Reference::Entry> Reference::find(std::string_view asked) const {
  std::vector<Entry> found;
  if (asked.size() > kMaxAsked) return found;
  const Steps steps = steps_of(asked);
  Fit best = Fit::none;
  for (const Entry& entry : entries_) {
    const Fit fit = fit_of(entry, steps);
    if (fit < best) found.clear();
    best = std::min(best, fit);
    if (fit == best && fit != Fit::none) found.push_back(entry);
  }
  return found;
}

std::vector<Reference::Entry> Reference::named(std::string_view name) const {
  std::vector<Entry> all;
  std::copy_if(entries_.begin(), entries_.end(), std::back_inserter(all),
               [&](const Entry& entry) { return called(*entry.key, name); });
  return all;
}

std::vector<std::string> Reference::meant(std::string_view asked) const {
  if (asked.size() > kMaxAsked) return {};
  constexpr std::size_t kMost = 3;
  const std::string name = steps_of(asked).back();
  std::vector<std::string> all;
  for (const Entry& entry : named(name)) {
    if (all.size() < kMost) all.push_back(entry.path);
  }
  if (!all.empty()) return all;
  std::vector<std::string> names;
  for (const Entry& entry : entries_) names.push_back(entry.key->name);
  const std::string close = nearest(name, names);
  return close.empty() ? all : std::vector<std::string>{close};
}

}  // namespace gatewarden::config
