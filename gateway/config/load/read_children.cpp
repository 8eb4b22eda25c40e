#include "gateway/config/load/read_children.hpp"

#include <algorithm>

#include "gateway/config/child_section.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/keys/unknown_key.hpp"
#include "gateway/config/text/placeholders.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {

namespace {

using Kind = ConfigNode::Kind;

class ChildReader {
 public:
  ChildReader(const KnownNames& links, ProtocolList protocols, Problems& problems)
      : links_(links), protocols_(protocols), problems_(problems), section_(child_section()) {}

  // `named`: the entry of a map of children, whose key is the thing of a child without one.
  WrittenChild read(const ConfigNode& node, const ConfigNode::Entry* named = nullptr) {
    WrittenChild child;
    child.node = &node;
    if (!detail::wants(node, Kind::map, section_.table(), problems_)) return child;
    correct_keys(child);
    if (named != nullptr && child.node->find("thing") == nullptr) name_by(*named, child);
    ConfigNode own = child.node->stand_in();
    for (const ConfigNode::Entry& entry : child.node->entries()) {
      if (std::find(common_.begin(), common_.end(), entry.key) == common_.end()) continue;
      if (entry.key == "ids") {
        child.entry.ids = &entry.value;  // a node of the file, not of `own`
      } else {
        own.insert(entry.key, entry.line, entry.column, entry.value.clone());
      }
    }
    section_.read(own, child.entry, problems_);
    return child;
  }

 private:
  // Of the link that is named, or meant; null if there is none.
  const Protocol* protocol_of(const ConfigNode& node) const {
    const ConfigNode* link = node.find("link");
    if (link == nullptr) return nullptr;
    const auto found = find_meant(links_, link->text());
    return found == links_.end() ? nullptr : find_protocol(protocols_, found->second.protocol);
  }
  const std::vector<std::string>& keys_of(const Protocol* protocol) {
    std::vector<std::string>& keys = keys_[protocol];
    if (keys.empty()) keys = protocol == nullptr ? all_child_keys(protocols_) : child_keys(*protocol);
    return keys;
  }

  void correct_keys(WrittenChild& child) {
    const ConfigNode& node = *child.node;
    const Protocol* protocol = protocol_of(node);
    const std::vector<std::string>& known = keys_of(protocol);
    const auto is_known = [&](const ConfigNode::Entry& entry) {
      return std::find(known.begin(), known.end(), entry.key) != known.end();
    };
    if (std::all_of(node.entries().begin(), node.entries().end(), is_known)) return;
    const std::string where = protocol == nullptr ? "a child" : "a child over " + protocol->name;
    child.corrected = std::make_unique<ConfigNode>(node.stand_in());
    const auto& entries = node.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const ConfigNode::Entry& entry = entries[i];
      std::string key = entry.key;
      if (!is_known(entry)) {
        key = problems_.full() ? "" : detail::meant_key(entry, known);
        detail::refuse_key(node, entry, known, key, value_for(key, node, entry, protocol), where, problems_);
        if (node.find(key) != nullptr) key.clear();
      } else if (const std::size_t more = divided(entries, i, known, protocol); more > 0) {
        i += more;
        child.corrected->insert(key, entry.line, entry.column, ConfigNode());  // already refused
        continue;
      }
      if (!key.empty()) child.corrected->insert(key, entry.line, entry.column, entry.value.clone());
    }
    child.node = child.corrected.get();
  }

  static void name_by(const ConfigNode::Entry& named, WrittenChild& child) {
    auto whole = std::make_unique<ConfigNode>(named.value.stand_in());
    ConfigNode thing(Kind::scalar, named.value.place().file, named.line, named.column);
    thing.set_text(named.key, true);
    whole->insert("thing", named.line, named.column, std::move(thing));
    for (const ConfigNode::Entry& entry : child.node->entries())
      whole->insert(entry.key, entry.line, entry.column, entry.value.clone());
    child.corrected = std::move(whole);
    child.node = child.corrected.get();
  }

  static bool takes_ranges(const std::string& key, const Protocol* protocol) {
    return protocol != nullptr &&
           std::find(protocol->ranges.begin(), protocol->ranges.end(), key) != protocol->ranges.end();
  }
  static std::string value_for(const std::string& key, const ConfigNode& node, const ConfigNode::Entry& entry,
                               const Protocol* protocol) {
    const bool plain = entry.value.kind() == Kind::scalar && !entry.value.filled_in();
    const std::string range = plain && takes_ranges(key, protocol) ? range_meant(entry.value.text()) : "";
    return range.empty() ? detail::carried_value(node, entry, nullptr) : yaml_scalar(range, false);
  }

  // As many entries after this one are parts of its value: unit: 1-4,7 without quotes, ids: a, b without [ ].
  std::size_t divided(const std::vector<ConfigNode::Entry>& entries, std::size_t at,
                      const std::vector<std::string>& known, const Protocol* protocol) {
    const detail::Rejoined whole = detail::rejoined(entries, at, known);
    if (whole.more == 0) return 0;
    const ConfigNode::Entry& entry = entries[at];
    std::string meant =
        takes_ranges(entry.key, protocol) || entry.key == "ids" ? range_meant(whole.text) : "";
    if (!meant.empty()) meant = yaml_scalar(meant, false);
    if (meant.empty() && entry.key == "ids") meant = list_of_words(whole.text);
    if (meant.empty()) return 0;
    detail::refuse_comma(entry.value, whole, meant, problems_);
    return whole.more;
  }

  const KnownNames& links_;
  ProtocolList protocols_;
  Problems& problems_;
  Section<ChildEntry> section_;
  const std::vector<std::string> common_ = child_keys();
  std::map<const Protocol*, std::vector<std::string>> keys_;
};

}  // namespace

std::string list_of_words(const std::string& typed) {
  std::string text = unwrapped(typed);
  if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
  const std::size_t mark = text.find_first_of(",;");
  std::string list;
  for (const std::string& word : detail::split(text, mark == std::string::npos ? ' ' : text[mark])) {
    if (word.empty()) return "";
    list += (list.empty() ? "" : ", ") + yaml_scalar(word, false);
  }
  return "[" + list + "]";
}

std::vector<WrittenChild> read_children(const Sources& sources, const KnownNames& links,
                                        ProtocolList protocols, Problems& problems) {
  std::vector<WrittenChild> all;
  ChildReader reader(links, protocols, problems);
  for (const Source& source : sources.parts) {
    const ConfigNode* children = source.part.children;
    if (children == nullptr || children->kind() == Kind::null) continue;
    if (children->kind() != Kind::map &&
        !detail::wants(*children, Kind::list, "a list or a map of children", "[]", problems))
      continue;
    all.reserve(all.size() + children->items().size() + children->entries().size());
    for (const ConfigNode& node : children->items()) all.push_back(reader.read(node));
    for (const ConfigNode::Entry& entry : children->entries())
      all.push_back(reader.read(entry.value, &entry));
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
