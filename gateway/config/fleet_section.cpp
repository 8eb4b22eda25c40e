// The tables of `links:`, `profiles:`, `children:` and of the file as a whole.
#include <algorithm>

#include "gateway/base/aws_name.hpp"
#include "gateway/config/fleet_entries.hpp"
#include "gateway/config/named.hpp"

namespace gatewarden::config {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr const char* kNamePattern = "^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$";
constexpr std::size_t kMostLinks = 10'000;
constexpr std::size_t kMostProfiles = 10'000;
constexpr std::size_t kMostMetrics = 200;  // of one profile

Json any_of(std::vector<Json> schemas) {
  if (schemas.size() == 1) return schemas.front();
  return {{"anyOf", std::move(schemas)}};
}

// `count`, or { learn: {...} }.
class UnknownType final : public Type<Unknown> {
 public:
  UnknownType() : map_("Unknown devices", "What becomes of devices that are not listed under children.") {
    Section<Unknown> learn("Learn", "Devices nobody listed become children by themselves.");
    learn.required("profile", &Unknown::profile, text(64), "The profile that learned children get.", "press")
        .required("thing", &Unknown::thing, text(256),
                  "The thing name of a learned child: {id} is what the device calls itself, {link} the "
                  "link's name.",
                  "\"plant7-gw:{id}\"")
        .key("at_most", &Unknown::at_most, integer<std::uint32_t>(1, 100'000),
             "No more than so many are ever learned on this link.");
    map_.required("learn", &Holder::unknown, as_type(std::move(learn)), "Take them as children.", "{ ... }");
  }
  bool read(const ConfigNode& node, Unknown& out, Problems& problems) const override {
    if (node.kind() == ConfigNode::Kind::scalar) {
      if (node.text() == "count") return true;
      problems.add(problem_with_value(node, "F024", "must be " + words(),
                                      "{ learn: { profile: press, thing: \"plant7-gw:{id}\" } }"));
      return false;
    }
    Holder holder;
    if (!map_.read(node, holder, problems)) return false;
    out = holder.unknown;
    out.learn = true;
    return true;
  }
  Json schema() const override { return any_of({Json{{"const", "count"}}, map_.schema()}); }
  std::string words() const override { return "count, or { learn: ... }"; }
  std::string example() const override { return "count"; }
  Json to_json(const Unknown& value) const override { return value.learn ? Json(nullptr) : Json("count"); }

 private:
  struct Holder {
    Unknown unknown;
  };
  Section<Holder> map_;
};

Section<LinkEntry> link_section(ProtocolList protocols) {
  Section<LinkEntry> link("Link", "One wire or one broker: its wiring and its timing.");
  std::vector<std::string> names;
  for (const Protocol* protocol : protocols) {
    names.push_back(protocol->name);
    link.key_at<const ConfigNode*>(
        protocol->name,
        [name = protocol->name](LinkEntry& entry) -> const ConfigNode*& { return entry.protocols[name]; },
        std::make_shared<NodeRef>([protocol] { return protocol->link.schema(); }, "a map", "{ ... }"),
        "A link that speaks " + protocol->name + ".");
  }
  link.key<Unknown>("unknown", &LinkEntry::unknown, std::make_shared<UnknownType>(),
                    "What becomes of devices that are not listed under children: counted, or learned.");
  if (!names.empty()) link.exactly_one_of(names);
  return link;
}

TypeOf<MetricType> metric_type() {
  std::vector<std::pair<std::string, MetricType>> names;
  for (const MetricType each : {MetricType::number, MetricType::number_list, MetricType::string_list,
                                MetricType::ip_list, MetricType::ports, MetricType::connections}) {
    names.emplace_back(to_string(each), each);
  }
  return choice(std::move(names));
}

TypeOf<Merge> merge() {
  std::vector<std::pair<std::string, Merge>> names;
  for (const Merge each : {Merge::last, Merge::min, Merge::max, Merge::mean, Merge::sum, Merge::count,
                           Merge::delta, Merge::rate, Merge::set, Merge::list}) {
    names.emplace_back(to_string(each), each);
  }
  return choice(std::move(names));
}

Section<MetricEntry> metric_section(ProtocolList protocols) {
  Section<MetricEntry> metric("Metric", "What one value of the device means.");
  const auto from = [protocols] {
    std::vector<Json> schemas;
    for (const Protocol* protocol : protocols) schemas.push_back(protocol->from.schema());
    return any_of(std::move(schemas));
  };
  metric
      .key<const ConfigNode*>(
          "from", &MetricEntry::from, std::make_shared<NodeRef>(from, "the protocol's own keys", "{ ... }"),
          "Where the device keeps the value; left out only for reachable and seconds_since_seen.")
      .key("aggregate", &MetricEntry::aggregate, optional(merge()),
           "How the samples between two reports become one value.")
      .key("type", &MetricEntry::type, optional(metric_type()),
           "The type of a custom metric, as AWS knows it; number where left out.")
      .key(
          "counter_bits", &MetricEntry::counter_bits,
          optional(choice<int>({{"16", 16}, {"32", 32}, {"64", 64}})),
          "Where the device's counter wraps; for aggregate: delta and rate. Where left out, the width of the "
          "registers it is read from, or 64.")
      .key("strict", &MetricEntry::strict, optional(boolean()),
           "Drop strings with characters AWS would not keep, instead of replacing those characters by _.")
      .key("max_items", &MetricEntry::max_items, optional(integer<std::uint32_t>(1, kMaxItemsCeiling)),
           "Longer lists are sampled; the total stays true. 50 where left out.");
  return metric;
}

Section<ProfileEntry> profile_section(ProtocolList protocols) {
  Section<ProfileEntry> profile("Profile", "One model of device: which values it has and what they mean.");
  profile.key("every", &ProfileEntry::every, duration(10ms, 24h),
              "Wanted time between two readings of a device; the link's own where left out.");
  std::vector<std::string> names;
  for (const Protocol* protocol : protocols) {
    if (!protocol->profile) continue;
    names.push_back(protocol->name);
    profile.key_at<const ConfigNode*>(
        protocol->name,
        [name = protocol->name](ProfileEntry& entry) -> const ConfigNode*& { return entry.protocols[name]; },
        std::make_shared<NodeRef>([protocol] { return protocol->profile.schema(); }, "a map", "{ ... }"),
        "What holds for all values of a device that speaks " + protocol->name + ".");
  }
  if (names.size() > 1) profile.at_most_one_of(names);
  profile.required<std::vector<Named<MetricEntry>>>(
      "metrics", &ProfileEntry::metrics,
      std::make_shared<NamedMap<MetricEntry>>(as_type(metric_section(protocols)), 1, kMostMetrics,
                                              NameRule{"", kCustomNamePattern, ""}),
      "The metrics by name. The names of standard metrics (bytes_in, listening_tcp_ports, ...) and of "
      "what the "
      "gateway knows itself (reachable, seconds_since_seen) mean those; all others are custom metrics.",
      "{ reachable: {} }");
  return profile;
}

// One object per protocol: the keys every child has, and the protocol's own.
Json child_schema(const Protocol& protocol) {
  Json common = child_section().schema();
  const Json own = protocol.child.schema();
  const Json properties = own.value("properties", Json::object());
  for (const auto& [name, value] : properties.items()) {
    Json key = value;
    if (std::find(protocol.ranges.begin(), protocol.ranges.end(), name) != protocol.ranges.end()) {
      const Json range = {{"type", "string"}, {"pattern", "^[0-9]+(-[0-9]+)?( *, *[0-9]+(-[0-9]+)?)*$"}};
      const Json inner = any_of({value, range});
      key = {{"anyOf", {value, range, {{"type", "array"}, {"items", inner}, {"minItems", 1}}}}};
      key["title"] = value.value("title", name);
      key["description"] =
          value.value("description", "") + " A range (1-4,7) or a list makes one child each.";
    }
    common["properties"][name] = std::move(key);
  }
  const Json needed = own.value("required", Json::array());
  for (const Json& name : needed) common["required"].push_back(name);
  if (own.contains("allOf")) common["allOf"] = own["allOf"];
  common["title"] = "Child over " + protocol.name;
  return common;
}

Json children_schema(ProtocolList protocols) {
  std::vector<Json> schemas;
  for (const Protocol* protocol : protocols) schemas.push_back(child_schema(*protocol));
  return {{"type", {"array", "null"}}, {"items", any_of(std::move(schemas))}};
}

template <class T>
void add_part(Section<T>& section, ProtocolList protocols) {
  const std::string words = "must begin with a letter or digit and hold only a-z A-Z 0-9 _ . -, at most 64";
  section
      .template key<std::vector<Named<LinkEntry>>>(
          "links", &Part::links,
          std::make_shared<NamedMap<LinkEntry>>(as_type(link_section(protocols)), 0, kMostLinks,
                                                NameRule{"F028", kNamePattern, "a link's name " + words}),
          "Wires and brokers by name: wiring and timing, once each.")
      .template key<std::vector<Named<ProfileEntry>>>(
          "profiles", &Part::profiles,
          std::make_shared<NamedMap<ProfileEntry>>(
              as_type(profile_section(protocols)), 0, kMostProfiles,
              NameRule{"F028", kNamePattern, "a profile's name " + words}),
          "Models of devices by name: what their values mean, once each.")
      .template key<const ConfigNode*>(
          "children", &Part::children,
          std::make_shared<NodeRef>([protocols] { return children_schema(protocols); }, "a list", "[]"),
          "The devices, one by one or as patterns: which thing, which profile, on which link.")
      .key("include", &Part::include, list(file_path(), 1000),
           "More files, seen from this one: YAML with links, profiles and children, or CSV with a row for "
           "each child. * and ? stand for many.");
}

}  // namespace

Section<FleetEntry> fleet_section(ProtocolList protocols) {
  Section<FleetEntry> fleet(
      "Gatewarden fleet file",
      "Which devices a gateway speaks for, how it reaches them, and where their reports go.");
  fleet
      .required("gateway", &FleetEntry::gateway, as_type(gateway_section()),
                "This gateway: who it is, and how it reports.", "{ thing: plant7-gw }")
      .key("uplink", &FleetEntry::uplink, one_or_many(as_type(uplink_section()), 10),
           "Where the reports go: one destination, or a list of them.");
  add_part(fleet, protocols);
  return fleet;
}

Section<Part> part_section(ProtocolList protocols) {
  Section<Part> part("Included file", "Links, profiles and children that belong to a fleet file.");
  add_part(part, protocols);
  return part;
}

Section<ChildEntry> child_section() {
  Section<ChildEntry> child("Child", "One device, or a pattern of devices: who it is and where it is found.");
  child
      .required(
          "thing", &ChildEntry::thing, text(256),
          "Its AWS IoT thing name; {id}, {link}, {profile} and the protocol's keys ({unit}) are filled in.",
          "\"plant7-gw:meter-{unit}\"")
      .required("profile", &ChildEntry::profile, text(64), "Its model, one of profiles.", "em24")
      .required("link", &ChildEntry::link, text(64), "Where it is found, one of links.", "hall-a")
      .key<const ConfigNode*>(
          "ids", &ChildEntry::ids,
          std::make_shared<NodeRef>(
              [] {
                const Json one = {{"type", {"string", "number"}}};
                return Json{{"anyOf", {one, {{"type", "array"}, {"items", one}, {"minItems", 1}}}}};
              },
              "a list of names, or a range of numbers", "[press-1, press-2]"),
          "One child for each; {id} is filled in everywhere in this entry.");
  return child;
}

std::vector<std::string> child_keys() { return {"thing", "profile", "link", "ids"}; }

const Protocol* find_protocol(ProtocolList protocols, std::string_view name) {
  for (const Protocol* protocol : protocols) {
    if (protocol->name == name) return protocol;
  }
  return nullptr;
}

}  // namespace gatewarden::config
