#include "gateway/config/load/build_links.hpp"

#include <nlohmann/json.hpp>

#include "gateway/base/json_text.hpp"

namespace gatewarden::config {
namespace {

// The only protocol written for the link; null if the table refused the link.
const Protocol* spoken(const LinkEntry& entry, ProtocolList protocols) {
  const Protocol* only = nullptr;
  for (const auto& [name, node] : entry.protocols) {
    if (node == nullptr) continue;
    if (only != nullptr) return nullptr;
    only = find_protocol(protocols, name);
  }
  return only;
}

nlohmann::json meaning(const Protocol& protocol, const Link& link) {
  nlohmann::json said{{protocol.name, protocol.link.to_json(link.settings)}};
  const Unknown& unknown = link.unknown;
  if (unknown.learn) said["learn"] = {unknown.profile, unknown.thing, unknown.at_most};
  return said;
}

bool build_link(const Named<LinkEntry>& entry, const Protocol* protocol, Link& link, Problems& problems) {
  if (protocol == nullptr) return false;
  link.name = entry.name;
  link.protocol = protocol->name;
  link.settings = protocol->link.read(*entry.value.protocols.at(protocol->name), problems);
  link.unknown = entry.value.unknown;
  link.fingerprint = json_line(meaning(*protocol, link));
  link.place = entry.entry->key_place();
  return entry.fine && link.settings.has_value();
}

}  // namespace

KnownNames build_links(const Sources& sources, ProtocolList protocols, Fleet& fleet, Problems& problems) {
  KnownNames known;
  for (const Source& source : sources.parts) {
    for (const Named<LinkEntry>& entry : source.part.links) {
      const Protocol* protocol = spoken(entry.value, protocols);
      const auto [place, is_new] = known.try_emplace(
          entry.name,
          Known{protocol == nullptr ? "" : protocol->name, Known::kNone, entry.entry->key_place()});
      if (!is_new) {
        problems.add(
            problem_at(*entry.entry, "F004",
                       "a link of this name is defined already, at " + to_text(place->second.place)));
        continue;
      }
      Link link;
      if (!build_link(entry, protocol, link, problems)) continue;
      place->second.index = static_cast<std::uint32_t>(fleet.links.size());
      fleet.links.push_back(std::move(link));
    }
  }
  return known;
}

}  // namespace gatewarden::config
