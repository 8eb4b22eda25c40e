#include "gateway/provision/needs/manifest.hpp"

#include "gateway/base/text/json_text.hpp"

namespace gatewarden::provision {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kForm = 1;

// Reads what to_json() wrote; anything of another kind is as if it were absent.
class Reader {
 public:
  explicit Reader(const Json& object) : object_(object) {}

  std::string text(const char* name) const { return text_member(object_, name); }
  bool flag(const char* name) const {
    const Json* found = member(name);
    return found != nullptr && found->is_boolean() && found->get<bool>();
  }
  std::optional<std::chrono::seconds> seconds(const char* name) const {
    const Json* found = member(name);
    if (found == nullptr || !found->is_number_integer()) return std::nullopt;
    return std::chrono::seconds(found->get<std::int64_t>());
  }
  std::vector<std::string> texts(const char* name) const {
    std::vector<std::string> all;
    if (const Json* found = member(name); found != nullptr && found->is_array()) {
      for (const Json& each : *found) {
        if (each.is_string()) all.push_back(each.get<std::string>());
      }
    }
    return all;
  }
  // Lists of two texts: an ordered object looks through all its members for each that is added.
  template <class Pair>
  std::vector<Pair> pairs(const char* name) const {
    std::vector<Pair> all;
    if (const Json* found = member(name); found != nullptr && found->is_array()) {
      for (const Json& each : *found) {
        if (each.is_array() && each.size() == 2 && each[0].is_string() && each[1].is_string())
          all.push_back({each[0].get<std::string>(), each[1].get<std::string>()});
      }
    }
    return all;
  }

 private:
  const Json* member(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }
  const Json& object_;
};

constexpr Attach kAttaches[] = {Attach::group, Attach::registered, Attach::unregistered, Attach::all};

Attach parse_attach(std::string_view text) {
  for (const Attach attach : kAttaches) {
    if (to_string(attach) == text) return attach;
  }
  return Attach::group;
}

Needs read_needs(const Reader& from) {
  Needs needs;
  needs.gateway = from.text("gateway");
  needs.client_id = from.text("client_id");
  needs.authorizer = from.flag("authorizer");
  needs.stand_in = from.flag("stand_in");
  needs.gateway_reports = from.flag("gateway_reports");
  needs.defender = from.flag("defender");
  needs.registered = from.flag("registered");
  needs.format = parse_format(from.text("format")).value_or(Format::json);
  needs.hears_accepted = from.flag("hears_accepted");
  needs.hears_rejected = from.flag("hears_rejected");
  needs.mirrors = from.texts("mirrors");
  needs.devices = from.pairs<Device>("things");
  needs.learnt = from.texts("learned");
  needs.metrics = from.pairs<CustomMetric>("custom_metrics");
  needs.standard = from.texts("standard_metrics");
  needs.events = from.texts("events");
  needs.interval = from.seconds("interval").value_or(needs.interval);
  needs.silence = from.seconds("silence");
  return needs;
}

}  // namespace

Json to_json(const Manifest& manifest) {
  const Needs& needs = manifest.needs;
  const Request& request = manifest.request;
  Json json = {{"gatewarden_provision", kForm},
               {"name", request.name},
               {"region", request.account.region},
               {"account", request.account.number},
               {"attach", to_string(request.attach)},
               {"alerts_to", request.alerts_to},
               {"export_to", request.export_to},
               {"gateway", needs.gateway},
               {"client_id", needs.client_id},
               {"authorizer", needs.authorizer},
               {"stand_in", needs.stand_in},
               {"gateway_reports", needs.gateway_reports},
               {"defender", needs.defender},
               {"registered", needs.registered},
               {"format", to_string(needs.format)},
               {"hears_accepted", needs.hears_accepted},
               {"hears_rejected", needs.hears_rejected},
               {"interval", needs.interval.count()}};
  json["silence"] = needs.silence ? Json(needs.silence->count()) : Json(nullptr);
  json["mirrors"] = needs.mirrors;
  json["learned"] = needs.learnt;
  json["standard_metrics"] = needs.standard;
  json["events"] = needs.events;
  json["files"] = manifest.files;
  json["custom_metrics"] = Json::array();
  for (const CustomMetric& metric : needs.metrics)
    json["custom_metrics"].push_back(Json::array({metric.name, metric.type}));
  json["things"] = Json::array();
  for (const Device& device : needs.devices)
    json["things"].push_back(Json::array({device.thing, device.place}));
  return json;
}

Result<Manifest> read_manifest(std::string_view text) {
  const Json json = parse_ordered_json(text);
  const auto form = json.is_object() ? json.find("gatewarden_provision") : json.end();
  if (form == json.end()) return Error{"is no output of gatewarden provision"};
  if (*form != kForm)
    return Error{"is of another version of gatewarden provision: provision the older fleet file"};
  const Reader from(json);
  Manifest manifest;
  manifest.needs = read_needs(from);
  manifest.request.name = from.text("name");
  const auto account = parse_account(from.text("region"), from.text("account"));
  if (!account) return Error{"has no account and region: " + account.error()};
  manifest.request.account = *account;
  manifest.request.attach = parse_attach(from.text("attach"));
  manifest.request.alerts_to = from.text("alerts_to");
  manifest.request.export_to = from.text("export_to");
  manifest.files = from.texts("files");
  return manifest;
}

}  // namespace gatewarden::provision
