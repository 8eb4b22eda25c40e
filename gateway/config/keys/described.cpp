#include "gateway/config/keys/described.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "gateway/config/text/read_yaml.hpp"

namespace gatewarden::config {
namespace {

using Json = nlohmann::json;

Json value_of(const ConfigNode& node) {
  switch (node.kind()) {
    case ConfigNode::Kind::list: {
      auto all = Json::array();
      for (const ConfigNode& item : node.items()) all.push_back(value_of(item));
      return all;
    }
    case ConfigNode::Kind::map: {
      auto all = Json::object();
      for (const ConfigNode::Entry& entry : node.entries()) all[entry.key] = value_of(entry.value);
      return all;
    }
    case ConfigNode::Kind::scalar:
      break;
    default:
      return nullptr;
  }
  const std::string& text = node.text();
  if (node.quoted()) return text;
  if (text.starts_with("0x")) {
    std::uint64_t number = 0;
    std::from_chars(text.data() + 2, text.data() + text.size(), number, 16);
    return number;
  }
  const Json plain = Json::parse(text, nullptr, false);  // a number, true or false
  return plain.is_discarded() ? Json(text) : plain;
}

}  // namespace

Json example_value(const std::string& example) {
  Problems problems;
  const auto file = std::make_shared<const std::string>("example");
  const Environment none([](const std::string&) { return std::nullopt; });
  const auto read = read_yaml("example: " + example, file, none, problems);
  const ConfigNode* value = read ? read->find("example") : nullptr;
  return value == nullptr ? Json() : value_of(*value);
}

std::vector<DescribedSection> behind(const std::string& step, std::vector<DescribedSection> sections) {
  for (DescribedSection& section : sections) section.step = step + section.step;
  return sections;
}

}  // namespace gatewarden::config
