#include "gateway/config/keys/section.hpp"

#include <algorithm>

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config::detail {
namespace {

using Kind = ConfigNode::Kind;

const KeyEntry* find_key(const std::vector<KeyEntry>& keys, std::string_view name) {
  for (const KeyEntry& key : keys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

std::string spaced(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

bool worth_showing(const nlohmann::json& value) {
  return !value.is_null() && !(value.is_structured() && value.empty()) &&
         !(value.is_string() && value.get_ref<const std::string&>().empty());
}

// oneOf/anyOf of required keys, as draft-07 says "exactly one of these keys".
nlohmann::json exactly_one(const std::vector<std::string>& names) {
  auto all = nlohmann::json::array();
  for (const std::string& name : names) all.push_back({{"required", nlohmann::json::array({name})}});
  return {{"oneOf", std::move(all)}};
}

// No two of them together.
nlohmann::json at_most_one(const std::vector<std::string>& names) {
  auto pairs = nlohmann::json::array();
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = i + 1; j < names.size(); ++j)
      pairs.push_back({{"required", nlohmann::json::array({names[i], names[j]})}});
  }
  return {{"not", {{"anyOf", std::move(pairs)}}}};
}

}  // namespace

bool SectionTable::read(const ConfigNode& node, void* owner, Problems& problems) const {
  const bool needs_keys =
      !exactly_one_of.empty() ||
      std::any_of(keys.begin(), keys.end(), [](const KeyEntry& key) { return key.required; });
  if (node.kind() == Kind::null && !needs_keys) return true;  // every key below it is commented out
  if (!wants(node, Kind::map, "a map", example(), problems)) return false;
  bool fine = true;
  for (const ConfigNode::Entry& entry : node.entries()) fine = read_entry(entry, owner, problems) && fine;
  for (const KeyEntry& key : keys) {
    if (!key.required || node.find(key.name) != nullptr) continue;
    problems.add(
        problem_missing(node, key.name, "F011", "is missing: " + key.words, key.name + ": " + key.example));
    fine = false;
  }
  return counts_hold(node, problems) && fine;
}

bool SectionTable::needs_keys() const {
  return !exactly_one_of.empty() ||
         std::any_of(keys.begin(), keys.end(), [](const KeyEntry& key) { return key.required; });
}

bool SectionTable::read_entry(const ConfigNode::Entry& entry, void* owner, Problems& problems) const {
  if (const KeyEntry* key = find_key(keys, entry.key)) return key->read(entry.value, owner, problems);
  std::vector<std::string> names;
  for (const KeyEntry& key : keys) names.push_back(key.name);
  refuse_key(entry, names, title, problems);
  return false;
}

bool SectionTable::counts_hold(const ConfigNode& node, Problems& problems) const {
  bool fine = true;
  const auto count = [&](const std::vector<std::string>& names) {
    return std::count_if(names.begin(), names.end(),
                         [&](const std::string& name) { return node.find(name) != nullptr; });
  };
  const auto shown = [&](const std::vector<std::string>& names) {
    const KeyEntry* first = find_key(keys, names.front());
    return first == nullptr ? std::string() : first->name + ": " + first->example;
  };
  for (const auto& names : exactly_one_of) {
    const auto given = count(names);
    if (given == 1) continue;
    problems.add(
        problem_at(node, "F013",
                   "needs exactly one of " + join(names, ", ") +
                       (given == 0 ? "; none is given" : "; " + std::to_string(given) + " are given"),
                   shown(names)));
    fine = false;
  }
  for (const auto& names : at_most_one_of) {
    if (count(names) <= 1) continue;
    problems.add(problem_at(node, "F013", "takes at most one of " + join(names, ", ")));
    fine = false;
  }
  return fine;
}

nlohmann::json SectionTable::schema() const {
  nlohmann::json all = {{"additionalProperties", false}, {"properties", nlohmann::json::object()}};
  all["type"] = needs_keys() ? nlohmann::json("object") : nlohmann::json::array({"object", "null"});
  if (!title.empty()) all["title"] = title;
  if (!sentence.empty()) all["description"] = sentence;
  auto needed = nlohmann::json::array();
  for (const KeyEntry& key : keys) {
    nlohmann::json value = key.schema();
    const bool map = value.contains("properties") || value.contains("additionalProperties");
    if (!value.contains("title")) value["title"] = spaced(key.name);
    value["description"] = map ? key.sentence : key.sentence + " (" + key.words + ")";
    if (const nlohmann::json plain = key.default_value(); worth_showing(plain)) value["default"] = plain;
    if (key.required) needed.push_back(key.name);
    all["properties"][key.name] = std::move(value);
  }
  if (!needed.empty()) all["required"] = std::move(needed);
  auto rules = nlohmann::json::array();
  for (const auto& names : exactly_one_of) rules.push_back(exactly_one(names));
  for (const auto& names : at_most_one_of) rules.push_back(at_most_one(names));
  if (!rules.empty()) all["allOf"] = std::move(rules);
  return all;
}

std::string SectionTable::example() const {
  std::string inside;
  for (const KeyEntry& key : keys) {
    if (key.required) inside += (inside.empty() ? "" : ", ") + key.name + ": " + key.example;
  }
  if (inside.empty() && !keys.empty()) inside = keys.front().name + ": " + keys.front().example;
  return "{ " + inside + " }";
}

nlohmann::json SectionTable::meaning(void* owner) const {
  auto all = nlohmann::json::object();
  for (const KeyEntry& key : keys) {
    if (nlohmann::json value = key.meaning(owner); !value.is_null()) all[key.name] = std::move(value);
  }
  return all;
}

void refuse_key(const ConfigNode::Entry& entry, const std::vector<std::string>& known,
                const std::string& where, Problems& problems) {
  constexpr std::string_view kFile = "_file";
  std::vector<std::string> by_file;  // password, where there is a password_file
  for (const std::string& key : known) {
    if (key.ends_with(kFile)) by_file.push_back(key.substr(0, key.size() - kFile.size()));
  }
  const std::string meant = nearest(entry.key, known);
  const std::string secret = nearest(entry.key, by_file);
  std::string rule;
  std::string example;
  if (!secret.empty()) {
    rule = "secrets are not written into the fleet file; " + secret + "_file names a file that holds it";
    example = secret + "_file: /run/secrets/" + secret;
  } else if (!meant.empty()) {
    rule = "no such key here; did you mean " + meant + "?";
    example = meant + ": ...";
  } else {
    rule = "no such key here; " + (where.empty() ? "the keys are " : where + " takes ") + join(known, ", ");
  }
  Problem problem = problem_at(entry, "F010", std::move(rule), std::move(example));
  problem.value.clear();  // the key is the mistake, and its value may be a secret
  problems.add(std::move(problem));
}

}  // namespace gatewarden::config::detail
