#include "gateway/config/keys/section_reader.hpp"

#include <algorithm>

#include "gateway/base/text/ascii.hpp"
#include "gateway/config/keys/described.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/keys/unknown_key.hpp"
#include "gateway/config/text/flow_text.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config::detail {
namespace {

using Kind = ConfigNode::Kind;

// By the key's name or an old one.
const ConfigNode* written(const ConfigNode& node, const Key& key) {
  const ConfigNode* found = node.find(key.name);
  for (const std::string& old_name : key.old_names) found = found == nullptr ? node.find(old_name) : found;
  return found;
}

}  // namespace

bool SectionReader::read() {
  read_keys();
  const std::size_t before = problems_.size();
  const auto refused = [&](const std::string& key) { return refused_.count(key) > 0; };
  for (const auto& [keys, rule] : keys_.rules) {
    if (std::none_of(keys.begin(), keys.end(), refused)) rule(owner_, node_, problems_);
  }
  return refused_.empty() && problems_.size() == before;
}

void SectionReader::read_keys() {
  spelled_once();
  const auto& entries = node_.entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Key* key = keys_.find(entries[i].key);
    if (key == nullptr) {
      read_misspelt(entries[i]);
    } else if (const std::size_t more = read_divided(*key, i); more > 0) {
      i += more;
    } else {
      read_entry(*key, entries[i]);
    }
  }
  require_keys();
  counts_hold();
}

void SectionReader::require_keys() {
  for (const Key& key : keys_.all) {
    if (!key.required || node_.find(key.name) != nullptr || meant_.count(key.name) > 0) continue;
    problems_.add(
        problem_missing(node_, key.name, "F011", "is missing: " + key.words, key.name + ": " + key.example));
    refused_.insert(key.name);
  }
}

void SectionReader::read_entry(const Key& key, const ConfigNode::Entry& entry) {
  if (key.name != entry.key)
    problems_.remark({entry.key_place(), "deprecated: write " + key.name + " instead of " + entry.key});
  if (!key.type->read_into(entry.value, key.find(owner_), problems_)) refused_.insert(key.name);
}

void SectionReader::read_misspelt(const ConfigNode::Entry& entry) {
  refused_.insert(entry.key);
  const std::vector<std::string> known = keys_.names();
  const std::string meant = problems_.full() ? "" : meant_key(entry, known);
  const Key* key = keys_.find(meant);
  if (key == nullptr && (read_undivided(entry, known) || read_too_high(entry))) return;
  Problems of_value = Problems::part_of(problems_);
  const bool first = key != nullptr && written(node_, *key) == nullptr && meant_.insert(meant).second;
  if (first) key->type->read_into(entry.value, key->find(owner_), of_value);
  const bool scalar = entry.value.kind() == Kind::scalar;
  const std::string mended = key == nullptr || !scalar ? "" : repair_for(*key->type, entry.value);
  std::string value = key == nullptr ? "" : carried_value(node_, entry, &*key->type, meant);
  // A value that is wrong as well, and cannot be mended, is told for itself.
  const bool lost = first && scalar && !of_value.empty() && mended.empty() && value == flow_text(entry.value);
  if (lost) value.clear();
  refuse_key(node_, entry, known, meant, value, keys_.title, problems_);
  if (!first) return;
  refused_.insert(meant);
  if (lost || !scalar) problems_.append(of_value);
}

// scale=0.1 in { }.
bool SectionReader::read_undivided(const ConfigNode::Entry& entry, const std::vector<std::string>& known) {
  const std::string meant = divided_entry(entry, known, [&](const std::string& key) {
    const Key* found = keys_.find(key);
    return found == nullptr ? nullptr : &*found->type;
  });
  if (meant.empty()) return false;
  meant_.insert(meant.substr(0, meant.find(':')));
  Problem problem = problem_at(entry, "F010", "between a key and its value stand a colon and a blank", meant);
  problem.repairs = true;
  problems_.add(std::move(problem));
  return true;
}

// The key of this section below which `name` stands; null if there is none or more than one.
const Key* SectionReader::above(const std::string& name) {
  if (!above_) {
    above_.emplace();
    for (const Key& key : keys_.all) {
      for (const DescribedSection& section : key.type->describe()) {
        if (!section.step.empty()) continue;
        for (const DescribedKey& each : section.keys) {
          const Key*& only = above_->try_emplace(each.name, &key).first->second;
          if (only != &key) only = nullptr;
        }
      }
    }
  }
  const auto found = above_->find(name);
  return found == above_->end() ? nullptr : found->second;
}

// A key that belongs into a section below this one: timeout beside modbus instead of in it.
bool SectionReader::read_too_high(const ConfigNode::Entry& entry) {
  constexpr std::size_t kMostAtOnce = 100;  // each section looks through all that may stand below
  const bool many = problems_.full() || problems_.size() > kMostAtOnce;
  const Key* below = many ? nullptr : above(entry.key);
  if (below == nullptr) return false;
  Problem problem = problem_at(entry, "F010", "no such key here; it belongs into " + below->name + ":");
  problem.value.clear();  // it may be a secret
  if (written(node_, *below) == nullptr) {
    if (!meant_.insert(below->name).second) return true;  // told with the first of them
    std::string inside;
    for (const ConfigNode::Entry& each : node_.entries()) {
      if (keys_.find(each.key) != nullptr || above(each.key) != below) continue;
      const std::string value = names_a_secret(each.key) ? "" : flow_text(each.value);
      inside += (inside.empty() ? "" : ", ") + each.key + ": " + value;
      problem.repairs = !value.empty() && (problem.repairs || &each == &entry);
    }
    if (problem.repairs) problem.example = below->name + ": { " + inside + " }";
    problem.path = node_.path() + (node_.path().empty() ? "" : ".") + below->name;
  }
  refused_.insert(below->name);
  problems_.add(std::move(problem));
  return true;
}

// The number of entries that are parts of this value, after its problem was added.
std::size_t SectionReader::read_divided(const Key& key, std::size_t at) {
  const auto& entries = node_.entries();
  if (at + 1 == entries.size() || entries[at + 1].value.kind() != Kind::null) return 0;
  const Rejoined whole = rejoined(entries, at, keys_.names());
  const std::string meant = repair_for(*key.type, scalar_like(entries[at].value, whole.text));
  // 1,800s is no value 1 and a key 800s, whatever it means.
  const bool number = whole.more > 0 && is_digit(entries[at + 1].key[0]);
  if (whole.more == 0 || (meant.empty() && !number)) return 0;
  refuse_comma(entries[at].value, whole, meant, problems_);
  refused_.insert(key.name);
  return whole.more;
}

void SectionReader::spelled_once() {
  for (const ConfigNode::Entry& entry : node_.entries()) {
    const Key* key = keys_.find(entry.key);
    if (key == nullptr || written(node_, *key) == &entry.value) continue;
    problems_.add(
        problem_at(entry, "F013", "is the old name of " + key->name + ", which is given as well: remove it"));
    refused_.insert(key->name);
  }
}

void SectionReader::counts_hold() {
  const auto given = [&](const std::vector<std::string>& names) {
    return std::count_if(names.begin(), names.end(), [&](const std::string& name) {
      const Key* key = keys_.find(name);
      return key != nullptr && (written(node_, *key) != nullptr || meant_.count(key->name) > 0);
    });
  };
  const auto first_given = [&](const std::vector<std::string>& names) -> std::string {
    for (const ConfigNode::Entry& entry : node_.entries()) {
      if (std::find(names.begin(), names.end(), entry.key) == names.end()) continue;
      return entry.key + ": " + carried_value(node_, entry, nullptr);
    }
    return "";
  };
  const auto refuse = [&](const std::vector<std::string>& names, std::string rule, std::string example) {
    problems_.add(problem_at(node_, "F013", std::move(rule), std::move(example)));
    refused_.insert(names.begin(), names.end());
  };
  for (const auto& names : keys_.exactly_one_of) {
    const auto count = given(names);
    const Key* first = keys_.find(names.front());
    if (count == 0) {
      refuse(names, "needs exactly one of " + join(names, ", ") + "; none is given",
             first == nullptr ? "" : first->name + ": " + first->example);
    } else if (count > 1) {
      refuse(
          names,
          "needs exactly one of " + join(names, ", ") + "; " + std::to_string(count) + " are given: keep one",
          first_given(names));
    }
  }
  for (const auto& names : keys_.at_most_one_of) {
    if (given(names) > 1) refuse(names, "takes at most one of " + join(names, ", "), "");
  }
}

}  // namespace gatewarden::config::detail
