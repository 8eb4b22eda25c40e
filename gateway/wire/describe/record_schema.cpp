#include "gateway/wire/describe/record_schema.hpp"

#include <nlohmann/json.hpp>

#include "gateway/registry/thing_name.hpp"
#include "gateway/wire/describe/report_schema.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {
namespace {

using Json = nlohmann::ordered_json;

// The bound is in bytes; characters are never more.
Json thing(const char* meaning) {
  return {
      {"type", "string"}, {"minLength", 1}, {"maxLength", ThingName::kMaxBytes}, {"description", meaning}};
}

}  // namespace

// Repeats the report's definitions, so that the schema needs no other file.
nlohmann::ordered_json record_schema() {
  Json report = report_schema();
  Json properties{
      {"thing", thing("the thing the report speaks for")},
      {"gateway", thing("the gateway's own thing")},
      {"at",
       {{"type", "integer"},
        {"minimum", 0},
        {"maximum", limits::kMaxExactInteger},
        {"description", "when the report closed: milliseconds since 1970 (UTC), by the gateway's clock"}}},
      {"report",
       {{"description", "the Device Defender document, as the service gets it"},
        {"anyOf", std::move(report["anyOf"])}}}};
  return {{"$schema", std::move(report["$schema"])},
          {"title", "Report record: what Gatewarden's files, standard output and mirror topics hold"},
          {"description", "A line of NDJSON, or a whole payload. Generated: gatewarden schema --record."},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", {"thing", "gateway", "at", "report"}},
          {"additionalProperties", false},
          {"definitions", std::move(report["definitions"])}};
}

}  // namespace gatewarden
