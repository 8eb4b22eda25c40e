#include "gateway/config/load/expand_children.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <tuple>

#include "gateway/base/fnv1a.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/config/child_section.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/load/dimensions.hpp"
#include "gateway/config/load/name_child.hpp"
#include "gateway/config/text/placeholders.hpp"

namespace gatewarden::config {
namespace {

class Expansion {
 public:
  Expansion(const Names& names, ProtocolList protocols, Fleet& fleet, Problems& problems)
      : names_(names), protocols_(protocols), fleet_(fleet), problems_(problems) {}

  // False if the fleet is full.
  bool expand(const WrittenChild& child) {
    node_ = child.node;
    entry_ = &child.entry;
    told_.clear();
    const Known* link = look_up("link", "F034", entry_->link, names_.links);
    const Known* profile = look_up("profile", "F033", entry_->profile, names_.profiles);
    const Protocol* protocol = link == nullptr ? nullptr : find_protocol(protocols_, link->protocol);
    if (protocol == nullptr) return true;
    if (profile != nullptr && !profile->protocol.empty() && profile->protocol != link->protocol) {
      problems_.add(problem_at(*node_->find("profile"), "F035",
                               "is written for " + profile->protocol + ", but the link " + entry_->link +
                                   " speaks " + link->protocol));
    }
    dimensions_.clear();
    const bool readable = read_dimensions(*node_, entry_->ids, protocol->ranges, dimensions_, problems_);
    if (!has_room(readable)) return false;
    if (!readable) return true;
    named_ = !entry_->thing.empty() && node_->find("thing") != nullptr && name_tells_apart();
    add_all(*protocol, link->index, profile == nullptr ? nobodys_profile() : profile->index);
    if (room_ > 0) return true;
    problems_.add(problem_at(*node_, "F003",
                             "with these the children have more than " + std::to_string(kMaxFilledBytes) +
                                 " bytes of text, each taken as often as it is filled in"));
    return false;
  }

 private:
  // Whether the fleet has room for the children of this entry, whose values were read or not. Those that turn out to
  // be wrong count as well: they cost the same.
  bool has_room(bool readable) {
    std::size_t values = 0;
    for (const Dimension& each : dimensions_) values += each.values.size();
    made_ += readable ? std::max(values, combinations()) : values;
    if (made_ <= kMaxChildren) return true;
    problems_.add(
        problem_at(*node_, "F039",
                   "with these the fleet has more than " + std::to_string(kMaxChildren) +
                       " children; one connection carries 30000 at most, so divide them among gateways"));
    return false;
  }

  // An unknown name counts as the one that was meant.
  const Known* look_up(const char* key, const char* code, const std::string& name, const KnownNames& known) {
    const ConfigNode* node = node_->find(key);
    if (node == nullptr || name.empty()) return nullptr;  // already reported
    const auto found = find_meant(known, name);
    if (known.complete && (found == known.end() || found->first != name))
      problems_.add(unknown_name(*node, code, key, known));
    return found == known.end() ? nullptr : &found->second;
  }

  // Stands for unknown profiles, so that the rules about names see their children too.
  std::uint32_t nobodys_profile() {
    if (!nobodys_) {
      nobodys_ = static_cast<std::uint32_t>(fleet_.profiles.size());
      fleet_.profiles.emplace_back();
    }
    return *nobodys_;
  }

  bool name_tells_apart() {
    if (misspells_placeholder()) return true;  // which is told for itself
    bool fine = true;
    const std::string& typed = node_->find("thing")->source();
    for (const Dimension& each : dimensions_) {
      if (each.values.size() < 2 || has_placeholder(entry_->thing, each.key)) continue;
      const std::string repair = typed.size() > 100 ? "" : "\"" + typed + "-{" + each.key + "}\"";
      problems_.add(problem_with_repair(*node_->find("thing"), "F036",
                                        "this entry makes " + std::to_string(each.values.size()) +
                                            " children: {" + each.key + "} must stand in their names",
                                        repair));
      fine = false;
    }
    return fine;
  }

  bool misspells_placeholder() const {
    Bindings bindings{{"link", ""}, {"profile", ""}};
    for (const Dimension& each : dimensions_) bindings.emplace_back(each.key, "");
    std::string unknown;
    fill_placeholders(entry_->thing, bindings, unknown);
    return !unknown.empty();
  }

  std::size_t combinations() const {
    std::size_t all = 1;
    for (const Dimension& each : dimensions_) all = std::min(all * each.values.size(), kMaxChildren + 1);
    return all;
  }

  void add_all(const Protocol& protocol, std::uint32_t link, std::uint32_t profile) {
    const std::size_t count = combinations();
    for (std::size_t number = 0; number < count && told_.size() < kMaxTold && room_ > 0; ++number) {
      Bindings bindings;
      places_.clear();
      std::size_t rest = number;  // the last dimension turns fastest
      for (auto each = dimensions_.rbegin(); each != dimensions_.rend(); ++each) {
        const Dimension::Value& value = each->values[rest % each->values.size()];
        bindings.emplace_back(each->key, value.text);
        places_.push_back(value.node);
        rest /= each->values.size();
      }
      bindings.emplace_back("link", entry_->link);
      bindings.emplace_back("profile", entry_->profile);
      for (auto& [name, value] : bindings) {  // unit: "{id}"
        std::string unknown;
        if (value.find('{') != std::string::npos) value = fill_placeholders(value, bindings, unknown);
      }
      for (const auto& [name, value] : bindings) room_ -= std::min(room_, value.size());
      Problems found;
      add_one(protocol, bindings, link, profile, found);
      tell(found);
    }
  }

  // What repairs one device would take its placeholder from all.
  bool filled_in(const Problem& problem) const {
    const auto has_braces = [](const ConfigNode& node) { return node.text().find('{') != std::string::npos; };
    for (const ConfigNode::Entry& entry : node_->entries()) {
      const auto& items = entry.value.items();
      const bool own = problem.path.ends_with("." + entry.key);
      if (own && (has_braces(entry.value) || std::any_of(items.begin(), items.end(), has_braces)))
        return problem.example.find('{') == std::string::npos;
    }
    return false;
  }

  // Many devices come from one text: what is wrong with it is said once.
  void tell(const Problems& found) {
    for (Problem each : found.list()) {
      // s/+/t is s/{id}/t only where something fills it in.
      each.repairs = each.repairs && (entry_->ids != nullptr || !has_placeholder(each.example, "id"));
      if (each.repairs && filled_in(each)) each.repairs = false, each.example.clear();
      if (told_.emplace(each.place.line, each.place.column, each.code).second) problems_.add(each);
    }
  }

  void add_one(const Protocol& protocol, const Bindings& bindings, std::uint32_t link, std::uint32_t profile,
               Problems& found) {
    const ConfigNode own = own_keys(bindings, found);
    std::any address = protocol.child.read(own, found);
    if (!named_) return;
    auto thing = name_child({*node_, entry_->ids, places_, fleet_.gateway.names}, bindings, found);
    if (!thing) return;
    const std::uint64_t name = fnv1a(thing->text());
    const std::uint64_t fingerprint =
        address.has_value() ? fnv1a(json_line(protocol.child.to_json(address)), name) : 0;
    fleet_.children.push_back(Child{std::move(*thing), profile, link, std::move(address), fingerprint,
                                    fnv1a(own.canonical(), name), node_->place()});
  }

  // The protocol's keys of this one device.
  ConfigNode own_keys(const Bindings& bindings, Problems& found) {
    static const std::vector<std::string> common = child_keys();
    ConfigNode own = node_->stand_in();
    for (const ConfigNode::Entry& each : node_->entries()) {
      if (std::find(common.begin(), common.end(), each.key) != common.end()) continue;
      const std::size_t dimension = dimension_of(each.key, bindings);
      if (dimension == bindings.size()) {
        own.insert(each.key, each.line, each.column, fill_placeholders(each.value, bindings, found, room_));
        continue;
      }
      ConfigNode value = detail::scalar_like(*places_[dimension], bindings[dimension].second);
      own.insert(each.key, each.line, each.column, std::move(value));
    }
    return own;
  }
  // Its index in the bindings, or their number.
  std::size_t dimension_of(const std::string& key, const Bindings& bindings) const {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (bindings[i].first == key && key != "id") return i;
    }
    return bindings.size();
  }

  static constexpr std::size_t kMaxTold = 20;  // mistakes of one entry

  const Names& names_;
  ProtocolList protocols_;
  Fleet& fleet_;
  Problems& problems_;
  std::optional<std::uint32_t> nobodys_;
  const ConfigNode* node_ = nullptr;
  const ChildEntry* entry_ = nullptr;
  bool named_ = false;  // each device of the entry gets a name of its own
  std::vector<Dimension> dimensions_;
  std::size_t made_ = 0;                              // children of all entries so far
  std::size_t room_ = kMaxFilledBytes;                // for their texts
  std::vector<const ConfigNode*> places_;             // of the values bound first, in their order
  std::set<std::tuple<int, int, std::string>> told_;  // of this entry
};

}  // namespace

void expand_children(const std::vector<WrittenChild>& children, const Names& names, ProtocolList protocols,
                     Fleet& fleet, Problems& problems) {
  Expansion expansion(names, protocols, fleet, problems);
  for (const WrittenChild& child : children) {
    if (!expansion.expand(child)) break;
  }
  fleet.children.shrink_to_fit();
}

}  // namespace gatewarden::config
