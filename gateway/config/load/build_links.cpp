#include "gateway/config/load/build_links.hpp"

#include <nlohmann/json.hpp>

#include "gateway/base/text/json_text.hpp"

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

// With problems: what could be read of it, for the rules that look at several links.
Link build_link(const Named<LinkEntry>& entry, const Protocol* protocol, Problems& problems) {
  Link link;
  link.name = entry.name;
  link.unknown = entry.value.unknown;
  link.place = entry.entry->key_place();
  if (protocol == nullptr) return link;
  link.protocol = protocol->name;
  bool fine = true;
  link.settings = protocol->link.read_partly(*entry.value.protocols.at(protocol->name), problems, fine);
  if (fine) link.fingerprint = json_line(meaning(*protocol, link));
  return link;
}

}  // namespace

KnownNames build_links(const Sources& sources, ProtocolList protocols, Fleet& fleet, Problems& problems) {
  KnownNames known;
  known.complete = sources.names_complete;
  for (const Source& source : sources.parts) {
    for (const Named<LinkEntry>& entry : source.part.links) {
      const Protocol* protocol = spoken(entry.value, protocols);
      Link link = build_link(entry, protocol, problems);
      const auto [place, is_new] =
          known.try_emplace(entry.name, Known{protocol == nullptr ? "" : protocol->name,
                                              static_cast<std::uint32_t>(fleet.links.size()), link.place});
      if (is_new) {
        fleet.links.push_back(std::move(link));
        continue;
      }
      problems.add(problem_at(*entry.entry, "F004",
                              "a link of this name is defined already, at " + to_text(place->second.place)));
    }
  }
  return known;
}

}  // namespace gatewarden::config
