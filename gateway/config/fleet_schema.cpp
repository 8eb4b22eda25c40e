#include "gateway/config/fleet_schema.hpp"

#include <nlohmann/json.hpp>

#include "gateway/config/fleet_section.hpp"

namespace gatewarden::config {
namespace {

nlohmann::json document(nlohmann::json schema) {
  schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  nlohmann::json& filled_in = schema["definitions"]["filled_in"];
  filled_in["type"] = "string";
  filled_in["pattern"] = "\\{.+\\}";
  filled_in["title"] = "filled in later";
  filled_in["description"] =
      "${VAR} from the environment, ${VAR:-default}, or a {placeholder} of a child's entry.";
  return schema;
}

}  // namespace

nlohmann::json fleet_schema(const Adapters& adapters) {
  return document(fleet_section(adapters).table().schema());
}

nlohmann::json included_schema(ProtocolList protocols) {
  return document(part_section(protocols).table().schema());
}

}  // namespace gatewarden::config
