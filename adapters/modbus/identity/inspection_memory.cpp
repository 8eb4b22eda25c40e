#include "adapters/modbus/identity/inspection_memory.hpp"

#include <nlohmann/json.hpp>

#include "gateway/base/text/json_text.hpp"

namespace gatewarden::modbus {
namespace {

using Way = IdentityDialogue::Way;
using Json = nlohmann::json;

Way way_of_format_1(const Json& number) {
  if (number == 1) return Way::identification;
  if (number == 2) return Way::sunspec;
  if (number == 3) return Way::registers;
  return Way::either;
}

Way told_by(const Json& object, unsigned format) {
  const auto found = object.find("told_by");
  if (found == object.end()) return Way::either;
  if (format == 1) return way_of_format_1(*found);
  return identity_way_named(text_member(object, "told_by")).value_or(Way::either);
}

std::optional<unsigned> format_of(const Json& object) {
  const auto found = object.find("format");
  if (found == object.end()) return 1;
  if (*found != kInspectionFormat) return std::nullopt;
  return kInspectionFormat;
}

std::optional<InspectionMemory::OfIdentity> identity_in(const Json& object, unsigned format) {
  const auto found = object.find("identity");
  if (found == object.end() || !found->is_object()) return std::nullopt;
  InspectionMemory::OfIdentity known;
  for (std::size_t i = 0; i < kIdentityFields; ++i) {
    const auto field = static_cast<IdentityField>(i);
    known.identity[field] = text_member(*found, std::string(identity_field_name(field)).c_str());
  }
  known.told_by = told_by(object, format);
  known.asked = text_member(object, "asked");
  return known;
}

}  // namespace

std::string to_text(const InspectionMemory& memory) {
  Json json = Json::object();
  json["format"] = kInspectionFormat;
  json["origin"] = memory.origin;
  if (memory.identity) {
    Json fields = Json::object();
    for (std::size_t i = 0; i < kIdentityFields; ++i) {
      const auto field = static_cast<IdentityField>(i);
      const std::string& text = memory.identity->identity[field];
      if (!text.empty()) fields[std::string(identity_field_name(field))] = text;
    }
    json["identity"] = std::move(fields);
    json["told_by"] = name_of(memory.identity->told_by);
    json["asked"] = memory.identity->asked;
  }
  if (memory.settings) {
    json["settings"] = memory.settings->fingerprint;
    json["settings_in"] = memory.settings->reads;
  }
  return json_line(json);
}

std::optional<InspectionMemory> parse_inspection_memory(const std::string& text) {
  const Json json = parse_json(text);
  if (!json.is_object()) return std::nullopt;
  const auto format = format_of(json);
  if (!format) return std::nullopt;
  InspectionMemory memory;
  memory.format = *format;
  memory.origin = text_member(json, "origin");
  memory.identity = identity_in(json, *format);
  const std::string fingerprint = text_member(json, "settings");
  if (!fingerprint.empty()) memory.settings = {fingerprint, text_member(json, "settings_in")};
  return memory;
}

}  // namespace gatewarden::modbus
