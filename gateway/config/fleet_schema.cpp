#include "gateway/config/fleet_schema.hpp"

#include "gateway/config/fleet_entries.hpp"

namespace gatewarden::config {

nlohmann::json fleet_schema(std::span<const Protocol* const> protocols) {
  nlohmann::json schema = fleet_section(protocols).schema();
  schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  schema["definitions"]["filled_in"] = {
      {"type", "string"},
      {"pattern", "\\{.+\\}"},
      {"title", "filled in later"},
      {"description",
       "${VAR} from the environment, ${VAR:-default}, or a {placeholder} of a child's entry."}};
  return schema;
}

}  // namespace gatewarden::config
