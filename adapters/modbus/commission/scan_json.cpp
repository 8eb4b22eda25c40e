#include "adapters/modbus/commission/scan_json.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "adapters/modbus/commission/scan_text.hpp"
#include "gateway/base/text/json_text.hpp"

namespace gatewarden::modbus {
namespace {

using Json = nlohmann::ordered_json;

double in_ms(Duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

Json json_of(const Identity& identity) {
  Json json = Json::object();
  for (std::size_t i = 0; i < kIdentityFields; ++i) {
    const auto field = static_cast<IdentityField>(i);
    if (!identity[field].empty()) json[std::string(identity_field_name(field))] = identity[field];
  }
  return json;
}

Json json_of(const std::vector<SunSpecModel>& models) {
  Json json = Json::array();
  for (const SunSpecModel& model : models) {
    Json& shown = json.emplace_back();
    shown["model"] = model.number;
    shown["name"] = sunspec_model_name(model.number);
    shown["address"] = model.address;
    shown["length"] = model.length;
  }
  return json;
}

Json json_of(const std::vector<Likeness>& likenesses) {
  Json json = Json::array();
  for (const Likeness& likeness : likenesses) {
    Json& shown = json.emplace_back();
    shown["profile"] = likeness.profile;
    if (!likeness.file.empty()) shown["include"] = likeness.file;
    Json& seen = shown["seen"] = Json::array();
    for (const auto& [name, value, at] : likeness.seen)
      seen.push_back({{"name", name}, {"value", value}, {"at", at}});
  }
  return json;
}

Json json_of(const FoundUnit& unit) {
  Json json = Json::object();
  json["unit"] = unit.unit;
  json["state"] = unit.garbled ? "garbled" : "answers";
  if (!unit.why.empty()) json["why"] = unit.why;
  json["identity"] = json_of(unit.identity);
  json["sunspec"] = json_of(unit.models);
  json["reads_like"] = json_of(unit.likenesses);  // guesses
  json["not_compared_with"] = unit.uncompared;
  json["refuses"] = unit.refused;
  json["round_trip_ms"] = in_ms(unit.round_trip);
  if (const auto profile = profile_for(unit.models); !profile.empty()) json["profile"] = profile;
  return json;
}

}  // namespace

std::string scan_json(const Scan& scan, const std::string& endpoint) {
  Json document = Json::object();
  document["endpoint"] = endpoint;
  document["complete"] = scan.complete();
  document["asked"] = scan.progress().asked;
  Json questions = Json::array();
  for (const Request& question : scan.questions()) questions.push_back(to_string(question));
  document["asked_for"] = std::move(questions);
  document["every_id_answers_alike"] = scan.all_alike();
  document["hung_up"] = scan.hung_up();
  document["slowest_answer_ms"] = in_ms(scan.slowest());
  if (scan.lost()) document["why"] = scan.lost()->why;
  Json units = Json::array();
  for (const FoundUnit& unit : scan.found()) units.push_back(json_of(unit));
  document["units"] = std::move(units);
  return json_page(document);
}

}  // namespace gatewarden::modbus
