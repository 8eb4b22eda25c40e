#include "gateway/config/keys/section_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/config/keys/described.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/keys/section_reader.hpp"
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

// A default: one value, or a list.
std::string as_yaml(const Json& value) {
  return value.is_string() ? yaml_scalar(value.get_ref<const std::string&>(), false) : json_line(value);
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

}  // namespace

SectionTable::SectionTable(std::string_view title, std::string_view sentence, Fresh fresh)
    : sentence_(sentence), fresh_(fresh) {
  keys_.title = title;
}
SectionTable::SectionTable(const SectionTable&) = default;
SectionTable::SectionTable(SectionTable&&) noexcept = default;
SectionTable::~SectionTable() = default;

std::shared_ptr<const ValueType> shared(SectionTable table) {
  return std::make_shared<const SectionTable>(std::move(table));
}

void SectionTable::add(std::string_view name, Member member, const TypeHandle& type,
                       std::string_view sentence, std::string_view example) {
  keys_.all.push_back({std::string(name),
                       std::string(sentence),
                       example.empty() ? type->example() : std::string(example),
                       type->words(),
                       false,
                       type,
                       member,
                       {},
                       false});
}

void SectionTable::add_required(std::string_view name, Member member, const TypeHandle& type,
                                std::string_view sentence, std::string_view example) {
  add(name, member, type, sentence, example);
  keys_.all.back().required = true;
}

void SectionTable::add_old_name(std::string_view name) { keys_.all.back().old_names.emplace_back(name); }
void SectionTable::set_never_alone() { keys_.all.back().never_alone = true; }
void SectionTable::add_rule(std::vector<std::string> looks_at, Rule rule) {
  keys_.rules.push_back({std::move(looks_at), std::move(rule)});
}
void SectionTable::take_exactly_one_of(std::vector<std::string> names) {
  keys_.exactly_one_of.push_back(std::move(names));
}
void SectionTable::take_at_most_one_of(std::vector<std::string> names) {
  keys_.at_most_one_of.push_back(std::move(names));
}

bool SectionTable::read_into(const ConfigNode& node, void* owner, Problems& problems) const {
  if (node.kind() == Kind::null && !keys_.needs_any()) return true;  // every key below is commented out
  if (!wants(node, Kind::map, *this, problems)) return false;
  return SectionReader(keys_, node, owner, problems).read();
}

std::string SectionTable::mended(const ConfigNode& node) const { return keys_.mended(node); }

Json SectionTable::json_of(const void* owner) const {
  auto all = Json::object();
  // find() changes an owner only for key_in maps; their values are never written as JSON.
  for (const Key& key : keys_.all) {
    Json value = key.type->json_of(key.find(const_cast<void*>(owner)));
    if (!value.is_null()) all[key.name] = std::move(value);
  }
  return all;
}

Json SectionTable::schema() const {
  Json all;
  all["additionalProperties"] = false;
  all["properties"] = properties();
  if (keys_.needs_any()) {
    all["type"] = "object";
  } else {
    all["type"].push_back("object");
    all["type"].push_back("null");
  }
  if (!keys_.title.empty()) all["title"] = keys_.title;
  if (!sentence_.empty()) all["description"] = sentence_;
  for (const Key& key : keys_.all) {
    if (key.required) all["required"].push_back(key.name);
  }
  if (Json rules = rules_schema(); !rules.empty()) all["allOf"] = std::move(rules);
  return all;
}

Json SectionTable::default_of(const Key& key) const {
  if (key.required || key.type->is_section()) return nullptr;
  Json plain = key.type->json_of(key.find(fresh_().get()));
  if (!worth_showing(plain)) return nullptr;
  return plain;
}

Json SectionTable::properties() const {
  auto all = Json::object();
  for (const Key& key : keys_.all) {
    Json value = key.type->schema();
    const bool map = value.contains("properties") || value.contains("additionalProperties");
    if (!value.contains("title")) value["title"] = spaced(key.name);
    value["description"] = map ? key.sentence : key.sentence + " (" + key.words + ")";
    if (const Json plain = default_of(key); !plain.is_null()) value["default"] = plain;
    if (!key.example.empty()) value["examples"] = Json::array({example_value(key.example)});
    for (const std::string& old_name : key.old_names) {
      Json& old = all[old_name] = value;
      old["deprecated"] = true;
      old["title"] = spaced(old_name);
      old["description"] = "The old name of " + key.name + ".";
      old.erase("default");
      old.erase("examples");
    }
    all[key.name] = std::move(value);
  }
  return all;
}

Json SectionTable::rules_schema() const {
  auto rules = Json::array();
  for (const auto& names : keys_.exactly_one_of) rules.push_back(exactly_one(names));
  for (const auto& names : keys_.at_most_one_of) rules.push_back(at_most_one(names));
  for (const Key& key : keys_.all) {
    for (const std::string& old_name : key.old_names) rules.push_back(at_most_one({key.name, old_name}));
  }
  return rules;
}

std::vector<DescribedSection> SectionTable::describe() const {
  DescribedSection section{"", keys_.title, sentence_, {}, {}};
  for (const Key& key : keys_.all) {
    const Json plain = default_of(key);
    section.keys.push_back({key.name, key.sentence, key.words, plain.is_null() ? "" : as_yaml(plain),
                            key.example, key.required, key.old_names, key.type->describe()});
  }
  for (const auto& names : keys_.exactly_one_of)
    section.rules.push_back("Exactly one of " + join(names, ", ") + ".");
  for (const auto& names : keys_.at_most_one_of)
    section.rules.push_back("At most one of " + join(names, ", ") + ".");
  return {std::move(section)};
}

std::string SectionTable::example() const {
  std::string inside;
  for (const Key& key : keys_.all) {
    if (key.required) inside += (inside.empty() ? "" : ", ") + key.name + ": " + key.example;
  }
  for (const Key& key : keys_.all) {
    if (inside.empty() && !key.example.empty()) inside = key.name + ": " + key.example;
  }
  return inside.empty() ? "{}" : "{ " + inside + " }";
}

}  // namespace gatewarden::config::detail
