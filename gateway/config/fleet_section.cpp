#include "gateway/config/fleet_section.hpp"

#include <nlohmann/json.hpp>

#include "gateway/config/child_section.hpp"
#include "gateway/config/gateway_section.hpp"
#include "gateway/config/keys/named.hpp"
#include "gateway/config/parts_section.hpp"
#include "gateway/config/uplink_section.hpp"

namespace gatewarden::config {
namespace {

constexpr const char* kNamePattern = "^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$";
constexpr std::size_t kMaxLinks = 10'000;
constexpr std::size_t kMaxProfiles = 10'000;

template <class T>
void add_part(Section<T>& section, ProtocolList protocols) {
  const std::string words = "must begin with a letter or digit and hold only a-z A-Z 0-9 _ . -, at most 64";
  section
      .key("links", &Part::links,
           named_map(as_type(link_section(protocols)), 0, kMaxLinks,
                     NameRule{"F028", kNamePattern, "a link's name " + words}),
           "Wires and brokers by name: wiring and timing, once each.")
      .key("profiles", &Part::profiles,
           named_map(as_type(profile_section(protocols)), 0, kMaxProfiles,
                     NameRule{"F028", kNamePattern, "a profile's name " + words}),
           "Models of devices by name: what their values mean, once each.")
      .key(
          "children", &Part::children,
          node_ref([protocols] { return children_schema(protocols); }, "a list, or a map of names",
                   "[{ thing: \"plant7-gw:meter-{unit}\", profile: em24, link: hall-a, unit: 1-4 }]",
                   [protocols] { return describe_children(protocols); }),
          "The devices, one by one or as patterns: which thing, which profile, on which link. In a map each entry has a name, which is its thing where it names none.")
      .key(
          "include", &Part::include, list(file_path(), 1000),
          "More files, seen from this one: YAML with links, profiles and children, or CSV with a row for each child. * and ? stand for many.",
          "[profiles/*.yaml, meters.csv]");
}

}  // namespace

Section<FleetEntry> fleet_section(const Adapters& adapters) {
  Section<FleetEntry> fleet(
      "Gatewarden fleet file",
      "Which devices a gateway speaks for, how it reaches them, and where their reports go.");
  fleet
      .required("gateway", &FleetEntry::gateway, as_type(gateway_section(adapters.host_metrics)),
                "This gateway: who it is, and how it reports.", "{ thing: plant7-gw }")
      .key("uplink", &FleetEntry::uplink, one_or_many(as_type(uplink_section()), 10),
           "Where the reports go: one destination, or a list of them.");
  add_part(fleet, adapters.protocols);
  return fleet;
}

Section<Part> part_section(ProtocolList protocols) {
  Section<Part> part("Included file", "Links, profiles and children that belong to a fleet file.");
  add_part(part, protocols);
  return part;
}

}  // namespace gatewarden::config
