#include "gateway/wire/describe/report_schema.hpp"

#include <nlohmann/json.hpp>

#include "gateway/base/text/aws_name.hpp"
#include "gateway/wire/key_table.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kIpv4 =
    "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
constexpr std::string_view kIpv6 = "[0-9a-fA-F]*:[0-9a-fA-F:.]{1,44}";  // the decoder is stricter
constexpr std::string_view kPort =
    "(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9]?[0-9]{1,4})";

std::string reference(KeyNames names, ReportPart part) {
  // Custom values have no short names: one definition serves both.
  const bool shared = part == ReportPart::custom_value;
  const std::string_view spelling = shared ? "" : names == KeyNames::long_names ? "long_" : "short_";
  return std::string(spelling) + std::string(part_name(part));
}

Json refer(KeyNames names, ReportPart part) { return {{"$ref", "#/definitions/" + reference(names, part)}}; }

Json integer(std::int64_t from, std::int64_t to) {
  return {{"type", "integer"}, {"minimum", from}, {"maximum", to}};
}

Json text_like(std::initializer_list<std::string_view> pattern) {
  std::string anchored(1, '^');
  for (const std::string_view part : pattern) anchored += part;
  return {{"type", "string"}, {"pattern", anchored += '$'}};
}

Json list_of(Json element) { return {{"type", "array"}, {"items", std::move(element)}}; }

// Of a custom metric: no source says that an empty one is accepted.
Json filled(Json list) {
  list["minItems"] = 1;
  return list;
}

// By metric name: a list of exactly one value.
Json custom_metrics(Json value) {
  Json one = filled(list_of(std::move(value)));
  one["maxItems"] = 1;
  return {{"type", "object"},
          {"minProperties", 1},
          {"propertyNames", {{"pattern", kCustomNamePattern}}},
          {"additionalProperties", std::move(one)}};
}

Json shape_schema(const KeyRow& row, KeyNames names) {
  const auto largest = static_cast<std::int64_t>(limits::kMaxExactInteger);
  switch (row.shape) {
    case Shape::part:
      break;
    case Shape::parts:
      return list_of(refer(names, row.holds));
    case Shape::named_metrics:
      return custom_metrics(refer(names, row.holds));
    case Shape::report_id:
      return integer(1, largest);
    case Shape::version:
      return text_like({"[0-9]+\\.[0-9]+"});
    case Shape::count:
      return integer(0, largest);
    case Shape::port:
      return integer(1, 65535);
    case Shape::local_port:
      return integer(0, 65535);
    case Shape::text:
      return {{"type", "string"}};
    case Shape::remote_address:
      return text_like({"(", kIpv4, "|\\[", kIpv6, "\\]):", kPort});
    case Shape::number:
      return {{"type", "number"}};
    case Shape::number_list:
      return filled(list_of({{"type", "number"}}));
    case Shape::string_list:
      return filled(list_of(text_like({"[A-Za-z0-9:_/.-]*"})));
    case Shape::ip_list:
      return filled(list_of(text_like({"(", kIpv4, "|", kIpv6, ")"})));
  }
  return refer(names, row.holds);
}

Json described(Json schema, const KeyRow& row) {
  // Draft 7 ignores everything beside a $ref, so the description goes around it.
  if (schema.contains("$ref")) schema = {{"allOf", Json::array({std::move(schema)})}};
  schema["description"] = std::string(row.meaning) + ": " + std::string(rule_of(row.shape)) + " (" +
                          std::string(row.source) + ")";
  return schema;
}

Json part_schema(ReportPart part, KeyNames names) {
  Json properties = Json::object();
  Json required = Json::array();
  Json alternatives = Json::array();
  bool one_only = false;
  for (const KeyRow& row : rows_in(part)) {
    const std::string name(row.name(names));
    properties[name] = described(shape_schema(row, names), row);
    if (row.need == Need::required) required.push_back(name);
    if (row.need == Need::one_or_more) alternatives.push_back({{"required", Json::array({name})}});
    one_only = one_only || row.need == Need::exactly_one;
  }
  Json schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  if (!alternatives.empty()) schema["anyOf"] = std::move(alternatives);
  if (one_only) schema["minProperties"] = schema["maxProperties"] = 1;
  return schema;
}

}  // namespace

nlohmann::ordered_json report_schema() {
  Json definitions = Json::object();
  for (const KeyNames names : {KeyNames::long_names, KeyNames::short_names}) {
    for (const KeyRow& row : key_table()) {
      const std::string name = reference(names, row.in);
      if (!definitions.contains(name)) definitions[name] = part_schema(row.in, names);
    }
  }
  return {
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", "Device Defender metrics report, as Gatewarden sends it"},
      {"description",
       "All keys in their long names or all in their short ones. Generated: gatewarden schema."},
      {"anyOf",
       {refer(KeyNames::long_names, ReportPart::report), refer(KeyNames::short_names, ReportPart::report)}},
      {"definitions", std::move(definitions)}};
}

}  // namespace gatewarden
