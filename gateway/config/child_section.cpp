#include "gateway/config/child_section.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gateway/config/keys/named.hpp"
#include "gateway/config/keys/read_value.hpp"

namespace gatewarden::config {
namespace {

using Json = nlohmann::json;

// A non-empty list.
Json list_of(Json item) {
  Json list;
  list["type"] = "array";
  list["items"] = std::move(item);
  list["minItems"] = 1;
  return list;
}

Json ids_schema() {
  Json one;
  one["type"].push_back("string");
  one["type"].push_back("number");
  return detail::any_of(one, list_of(one));
}

// What the protocol's key takes, or a range or list of it.
Json ranged(const Json& value, const std::string& name) {
  Json range;
  range["type"] = "string";
  range["pattern"] = "^[0-9]+(-[0-9]+)?( *, *[0-9]+(-[0-9]+)?)*$";
  Json key = detail::any_of(value, range);
  key["anyOf"].push_back(list_of(detail::any_of(value, range)));
  key["title"] = value.value("title", name);
  key["description"] = value.value("description", "") + " A range (1-4,7) or a list makes one child each.";
  return key;
}

bool takes_ranges(const Protocol& protocol, const std::string& key) {
  return std::find(protocol.ranges.begin(), protocol.ranges.end(), key) != protocol.ranges.end();
}

std::string title_of(const Protocol& protocol) { return "Child over " + protocol.name; }

Json child_schema(const Protocol& protocol) {
  Json common = child_section().table().schema();
  const Json own = protocol.child.schema();
  const Json properties = own.value("properties", Json::object());
  for (const auto& [name, value] : properties.items())
    common["properties"][name] = takes_ranges(protocol, name) ? ranged(value, name) : value;
  const Json needed = own.value("required", Json::array());
  for (const Json& name : needed) common["required"].push_back(name);
  if (own.contains("allOf")) common["allOf"] = own["allOf"];
  common["title"] = title_of(protocol);
  return common;
}

// `named`: by its key in a map, which may stand for its thing.
Json any_child_schema(ProtocolList protocols, bool named) {
  auto schemas = Json::array();
  for (const Protocol* protocol : protocols) {
    Json child = child_schema(*protocol);
    Json& required = child["required"];
    if (named) required.erase(std::find(required.begin(), required.end(), "thing"));
    schemas.push_back(std::move(child));
  }
  if (schemas.size() == 1) return schemas.front();
  Json any;
  any["anyOf"] = std::move(schemas);
  return any;
}

}  // namespace

Section<ChildEntry> child_section() {
  Section<ChildEntry> child("Child", "One device, or a pattern of devices: who it is and where it is found.");
  child
      .required(
          "thing", &ChildEntry::thing, text(256),
          "Its AWS IoT thing name; {id}, {link}, {profile} and the protocol's keys ({unit}) are filled in.",
          "\"plant7-gw:meter-{unit}\"")
      .required("profile", &ChildEntry::profile, text(64), "Its model, one of profiles.", "em24")
      .required("link", &ChildEntry::link, text(64), "Where it is found, one of links.", "hall-a")
      .key("ids", &ChildEntry::ids,
           node_ref(ids_schema, "a list of names, or a range of numbers", "[press-1, press-2]"),
           "One child for each; {id} is filled in everywhere in this entry.");
  return child;
}

std::vector<std::string> child_keys() { return {"thing", "profile", "link", "ids"}; }

std::vector<std::string> child_keys(const Protocol& protocol) {
  std::vector<std::string> keys = child_keys();
  for (const DescribedSection& section : protocol.child.describe()) {
    for (const DescribedKey& key : section.keys) keys.push_back(key.name);
  }
  return keys;
}

std::vector<std::string> all_child_keys(ProtocolList protocols) {
  std::vector<std::string> all = child_keys();
  for (const Protocol* protocol : protocols) {
    for (const std::string& key : child_keys(*protocol)) {
      if (std::find(all.begin(), all.end(), key) == all.end()) all.push_back(key);
    }
  }
  return all;
}

Json children_schema(ProtocolList protocols) {
  Json children;
  for (const char* type : {"array", "object", "null"}) children["type"].push_back(type);
  children["items"] = any_child_schema(protocols, false);
  children["additionalProperties"] = any_child_schema(protocols, true);
  return children;
}

std::vector<DescribedSection> describe_children(ProtocolList protocols) {
  std::vector<DescribedSection> all;
  for (const Protocol* protocol : protocols) {
    DescribedSection child = child_section().table().describe().front();
    for (const DescribedSection& own : protocol->child.describe()) {
      for (const DescribedKey& key : own.keys) {
        child.keys.push_back(key);
        if (takes_ranges(*protocol, key.name)) child.keys.back().words += ", a range (1-4,7) or a list";
      }
    }
    child.step = "[]";
    child.title = title_of(*protocol);
    all.push_back(std::move(child));
  }
  return all;
}

}  // namespace gatewarden::config
