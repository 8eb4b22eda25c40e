#include "gateway/config/keys/read_value.hpp"

#include <nlohmann/json.hpp>

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config::detail {

using Kind = ConfigNode::Kind;
using Json = nlohmann::json;

namespace {

void refuse_kind(const ConfigNode& node, const std::string& words, const std::string& repair,
                 const std::string& example, Problems& problems) {
  std::string rule = "must be " + words;
  if (node.kind() == Kind::null) {
    rule = "has no value: " + words + " belongs here";
  } else if (node.kind() != Kind::scalar) {
    rule += ", not " + std::string(config::words(node.kind()));
  }
  problems.add(problem_with_repair(node, "F012", std::move(rule), repair, example));
}

}  // namespace

// An absent node is already reported.
bool wants(const ConfigNode& node, Kind kind, const char* words, const char* example, Problems& problems) {
  if (node.kind() != kind && node.kind() != Kind::absent) refuse_kind(node, words, "", example, problems);
  return node.kind() == kind;
}

bool wants(const ConfigNode& node, Kind kind, const ValueType& type, Problems& problems) {
  if (node.kind() != kind && node.kind() != Kind::absent)
    refuse_kind(node, type.words(), repair_for(type, node), type.example(), problems);
  return node.kind() == kind;
}

bool within(const ConfigNode& node, std::size_t size, std::size_t least, std::size_t most,
            Problems& problems) {
  if (size >= least && size <= most) return true;
  const std::string rule = size < least ? "must not be empty"
                                        : "has " + std::to_string(size) + " entries, at most " +
                                              std::to_string(most) + " are taken";
  problems.add(problem_at(node, "F027", rule));
  return false;
}

std::string repair_for(const ValueType& type, const ConfigNode& node) {
  std::string meant = type.mended(node);
  if (!meant.empty()) return meant;
  if (node.items().size() == 1) return repair_for(type, node.items().front());
  if (node.kind() != Kind::scalar || node.filled_in()) return "";
  const std::string text = unwrapped(node.text());
  return text == node.text() ? "" : type.mended(scalar_like(node, text));
}

ConfigNode scalar_like(const ConfigNode& node, std::string text) {
  const Place place = node.place();
  ConfigNode scalar(Kind::scalar, place.file, place.line, place.column);
  scalar.set_text(std::move(text), false);
  return scalar;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else if (c != ' ' || !parts.back().empty()) {
      parts.back() += c;
    }
  }
  for (std::string& part : parts) part.erase(part.find_last_not_of(' ') + 1);
  return parts;
}

Json or_filled_in(Json schema) {
  Json filled_in;
  filled_in["$ref"] = "#/definitions/filled_in";
  return any_of(std::move(schema), std::move(filled_in));
}

Json text_schema(const char* pattern) {
  Json text;
  text["type"] = "string";
  text["pattern"] = pattern;
  return or_filled_in(std::move(text));
}

Json any_of(Json first, Json second) {
  Json all;
  Json& either = all["anyOf"];
  either.push_back(std::move(first));
  either.push_back(std::move(second));
  return all;
}

}  // namespace gatewarden::config::detail
