// What people are told of a section of the fleet file and of its keys (config/reference), from the table that reads it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace gatewarden::config {

struct DescribedSection;

struct DescribedKey {
  std::string name;
  std::string sentence;
  std::string words;       // "a duration from 10ms to 1m"
  std::string by_default;  // as YAML; empty where nothing stands for it
  std::string example;     // as YAML; empty if none says more than the words
  bool required = false;
  std::vector<std::string> old_names;
  std::vector<DescribedSection> sections;  // below it; one for each protocol where they differ
};

struct DescribedSection {
  std::string step;  // from its key: "", or ".NAME" and "[]" where names or items stand between
  std::string title;
  std::string sentence;
  std::vector<DescribedKey> keys;  // in the order of the table
  std::vector<std::string> rules;  // "Exactly one of mqtt, file."
};

// An example (YAML, of this program's own tables) as JSON: editors show it beside the text.
nlohmann::json example_value(const std::string& example);

// The same, one step further from the key.
std::vector<DescribedSection> behind(const std::string& step, std::vector<DescribedSection> sections);

}  // namespace gatewarden::config
