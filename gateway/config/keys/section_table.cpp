#include "gateway/config/keys/section_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/keys/unknown_key.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config::detail {
namespace {

using Kind = ConfigNode::Kind;
using Json = nlohmann::json;

std::string spaced(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

bool worth_showing(const Json& value) {
  return !value.is_null() && !(value.is_structured() && value.empty()) &&
         !(value.is_string() && value.get_ref<const std::string&>().empty());
}

Json required(const std::vector<std::string>& names) {
  Json all;
  for (const std::string& name : names) all["required"].push_back(name);
  return all;
}

// "Exactly one of these keys" in draft-07.
Json exactly_one(const std::vector<std::string>& names) {
  Json all;
  for (const std::string& name : names) all["oneOf"].push_back(required({name}));
  return all;
}

Json at_most_one(const std::vector<std::string>& names) {
  Json all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = i + 1; j < names.size(); ++j)
      all["not"]["anyOf"].push_back(required({names[i], names[j]}));
  }
  return all;
}

// By the key's name or an old one.
const ConfigNode* written(const ConfigNode& node, const Key& key) {
  const ConfigNode* found = node.find(key.name);
  for (const std::string& old_name : key.old_names) found = found == nullptr ? node.find(old_name) : found;
  return found;
}

}  // namespace

SectionTable::SectionTable(std::string_view title, std::string_view sentence, Fresh fresh)
    : title_(title), sentence_(sentence), fresh_(fresh) {}
SectionTable::SectionTable(const SectionTable&) = default;
SectionTable::SectionTable(SectionTable&&) noexcept = default;
SectionTable::~SectionTable() = default;

std::shared_ptr<const ValueType> shared(SectionTable table) {
  return std::make_shared<const SectionTable>(std::move(table));
}

void SectionTable::add(std::string_view name, Member member, const TypeHandle& type,
                       std::string_view sentence) {
  keys_.push_back(
      {std::string(name), std::string(sentence), type->example(), type->words(), false, type, member, {}});
}

void SectionTable::add_required(std::string_view name, Member member, const TypeHandle& type,
                                std::string_view sentence, std::string_view example) {
  add(name, member, type, sentence);
  keys_.back().required = true;
  if (!example.empty()) keys_.back().example = example;
}

void SectionTable::add_old_name(std::string_view name) { keys_.back().old_names.emplace_back(name); }
void SectionTable::add_rule(Rule rule) { rules_.push_back(std::move(rule)); }
void SectionTable::take_exactly_one_of(std::vector<std::string> names) {
  exactly_one_of_.push_back(std::move(names));
}
void SectionTable::take_at_most_one_of(std::vector<std::string> names) {
  at_most_one_of_.push_back(std::move(names));
}

bool SectionTable::read_into(const ConfigNode& node, void* owner, Problems& problems) const {
  if (!read_keys(node, owner, problems)) return false;
  const std::size_t before = problems.size();
  for (const Rule& rule : rules_) rule(owner, node, problems);
  return problems.size() == before;
}

bool SectionTable::read_keys(const ConfigNode& node, void* owner, Problems& problems) const {
  if (node.kind() == Kind::null && !needs_keys()) return true;  // every key below is commented out
  if (!wants(node, Kind::map, words(), example(), problems)) return false;
  bool fine = spelled_once(node, problems);
  for (const ConfigNode::Entry& entry : node.entries()) fine = read_entry(entry, owner, problems) && fine;
  for (const Key& key : keys_) {
    if (!key.required || node.find(key.name) != nullptr) continue;
    problems.add(
        problem_missing(node, key.name, "F011", "is missing: " + key.words, key.name + ": " + key.example));
    fine = false;
  }
  return counts_hold(node, problems) && fine;
}

bool SectionTable::needs_keys() const {
  return !exactly_one_of_.empty() ||
         std::any_of(keys_.begin(), keys_.end(), [](const Key& key) { return key.required; });
}

const Key* SectionTable::find_key(std::string_view name) const {
  for (const Key& key : keys_) {
    if (key.name == name) return &key;
    if (std::find(key.old_names.begin(), key.old_names.end(), name) != key.old_names.end()) return &key;
  }
  return nullptr;
}

bool SectionTable::read_entry(const ConfigNode::Entry& entry, void* owner, Problems& problems) const {
  if (const Key* key = find_key(entry.key)) {
    if (key->name != entry.key)
      problems.remark({entry.key_place(), "deprecated: write " + key->name + " instead of " + entry.key});
    return key->type->read_into(entry.value, key->find(owner), problems);
  }
  std::vector<std::string> names;
  for (const Key& key : keys_) names.push_back(key.name);
  refuse_key(entry, names, title_, problems);
  return false;
}

bool SectionTable::spelled_once(const ConfigNode& node, Problems& problems) const {
  bool fine = true;
  for (const ConfigNode::Entry& entry : node.entries()) {
    const Key* key = find_key(entry.key);
    if (key == nullptr || written(node, *key) == &entry.value) continue;
    problems.add(
        problem_at(entry, "F013", "is the old name of " + key->name + ", which is given as well: remove it"));
    fine = false;
  }
  return fine;
}

bool SectionTable::counts_hold(const ConfigNode& node, Problems& problems) const {
  bool fine = true;
  const auto given = [&](const std::vector<std::string>& names) {
    return std::count_if(names.begin(), names.end(), [&](const std::string& name) {
      const Key* key = find_key(name);
      return key != nullptr && written(node, *key) != nullptr;
    });
  };
  for (const auto& names : exactly_one_of_) {
    const auto count = given(names);
    if (count == 1) continue;
    const Key* first = find_key(names.front());
    problems.add(
        problem_at(node, "F013",
                   "needs exactly one of " + join(names, ", ") +
                       (count == 0 ? "; none is given" : "; " + std::to_string(count) + " are given"),
                   first == nullptr ? "" : first->name + ": " + first->example));
    fine = false;
  }
  for (const auto& names : at_most_one_of_) {
    if (given(names) <= 1) continue;
    problems.add(problem_at(node, "F013", "takes at most one of " + join(names, ", ")));
    fine = false;
  }
  return fine;
}

Json SectionTable::json_of(const void* owner) const {
  auto all = Json::object();
  // find() changes an owner only for key_in maps; their values are never written as JSON.
  for (const Key& key : keys_) {
    Json value = key.type->json_of(key.find(const_cast<void*>(owner)));
    if (!value.is_null()) all[key.name] = std::move(value);
  }
  return all;
}

Json SectionTable::schema() const {
  Json all;
  all["additionalProperties"] = false;
  all["properties"] = properties();
  if (needs_keys()) {
    all["type"] = "object";
  } else {
    all["type"].push_back("object");
    all["type"].push_back("null");
  }
  if (!title_.empty()) all["title"] = title_;
  if (!sentence_.empty()) all["description"] = sentence_;
  for (const Key& key : keys_) {
    if (key.required) all["required"].push_back(key.name);
  }
  if (Json rules = rules_schema(); !rules.empty()) all["allOf"] = std::move(rules);
  return all;
}

Json SectionTable::properties() const {
  auto all = Json::object();
  const std::shared_ptr<void> defaults = fresh_();
  for (const Key& key : keys_) {
    Json value = key.type->schema();
    const bool map = value.contains("properties") || value.contains("additionalProperties");
    if (!value.contains("title")) value["title"] = spaced(key.name);
    value["description"] = map ? key.sentence : key.sentence + " (" + key.words + ")";
    if (!key.required && !key.type->is_section()) {  // a section's keys show their own defaults
      const Json plain = key.type->json_of(key.find(defaults.get()));
      if (worth_showing(plain)) value["default"] = plain;
    }
    for (const std::string& old_name : key.old_names) {
      Json& old = all[old_name] = value;
      old["deprecated"] = true;
      old["title"] = spaced(old_name);
      old["description"] = "The old name of " + key.name + ".";
      old.erase("default");
    }
    all[key.name] = std::move(value);
  }
  return all;
}

Json SectionTable::rules_schema() const {
  auto rules = Json::array();
  for (const auto& names : exactly_one_of_) rules.push_back(exactly_one(names));
  for (const auto& names : at_most_one_of_) rules.push_back(at_most_one(names));
  for (const Key& key : keys_) {
    for (const std::string& old_name : key.old_names) rules.push_back(at_most_one({key.name, old_name}));
  }
  return rules;
}

std::string SectionTable::example() const {
  std::string inside;
  for (const Key& key : keys_) {
    if (key.required) inside += (inside.empty() ? "" : ", ") + key.name + ": " + key.example;
  }
  if (inside.empty() && !keys_.empty()) inside = keys_.front().name + ": " + keys_.front().example;
  return "{ " + inside + " }";
}

}  // namespace gatewarden::config::detail
