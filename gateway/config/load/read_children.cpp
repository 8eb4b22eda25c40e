#include "gateway/config/load/read_children.hpp"

#include <algorithm>

#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/parts_section.hpp"

namespace gatewarden::config {

using Kind = ConfigNode::Kind;

std::vector<WrittenChild> read_children(const Sources& sources, Problems& problems) {
  std::vector<WrittenChild> all;
  const Section<ChildEntry> section = child_section();
  const std::vector<std::string> common = child_keys();
  for (const Source& source : sources.parts) {
    const ConfigNode* children = source.part.children;
    if (children == nullptr || children->kind() == Kind::null) continue;
    if (!detail::wants(*children, Kind::list, "a list of children", "[]", problems)) continue;
    all.reserve(all.size() + children->items().size());
    for (const ConfigNode& node : children->items()) {
      WrittenChild child{&node, {}, false};
      if (detail::wants(node, Kind::map, "a map", section.table().example(), problems)) {
        ConfigNode own = node.stand_in();
        for (const ConfigNode::Entry& entry : node.entries()) {
          if (std::find(common.begin(), common.end(), entry.key) == common.end()) continue;
          if (entry.key == "ids") {
            child.entry.ids = &entry.value;  // a node of the file, not of `own`
          } else {
            own.insert(entry.key, entry.line, entry.column, entry.value.clone());
          }
        }
        child.fine = section.read(own, child.entry, problems);
      }
      all.push_back(std::move(child));
    }
  }
  return all;
}

Speakers speakers_of(const std::vector<WrittenChild>& children, const Sources& sources,
                     const KnownNames& links) {
  Speakers speakers;
  const auto note = [&](const std::string& profile, const std::string& link) {
    const auto known = links.find(link);
    if (profile.empty() || known == links.end() || known->second.protocol.empty()) return;
    std::vector<std::string>& all = speakers[profile];
    if (std::find(all.begin(), all.end(), known->second.protocol) == all.end())
      all.push_back(known->second.protocol);
  };
  for (const WrittenChild& child : children) note(child.entry.profile, child.entry.link);
  for (const Source& source : sources.parts) {
    for (const auto& link : source.part.links) {
      if (link.value.unknown.learn) note(link.value.unknown.profile, link.name);
    }
  }
  return speakers;
}

}  // namespace gatewarden::config
