#include "gateway/config/load/expand_children.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gateway/base/fnv1a.hpp"
#include "gateway/base/json_text.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/keys/unknown_key.hpp"
#include "gateway/config/parts_section.hpp"
#include "gateway/config/text/placeholders.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

// A key that makes one child per value.
struct Dimension {
  std::string key;  // the placeholder
  std::vector<std::string> values;
};

class Expansion {
 public:
  Expansion(const Names& names, ProtocolList protocols, Fleet& fleet, Problems& problems)
      : names_(names), protocols_(protocols), fleet_(fleet), problems_(problems) {}

  // False if the fleet is full.
  bool expand(const WrittenChild& child) {
    node_ = child.node;
    entry_ = &child.entry;
    const std::size_t before = problems_.size();
    const Known* link = look_up("link", "F034", entry_->link, names_.links);
    const Known* profile = look_up("profile", "F033", entry_->profile, names_.profiles);
    const Protocol* protocol = link == nullptr ? nullptr : find_protocol(protocols_, link->protocol);
    if (protocol == nullptr || !child.fine) return true;
    if (profile != nullptr && !profile->protocol.empty() && profile->protocol != link->protocol) {
      problems_.add(problem_at(*node_->find("profile"), "F035",
                               "is written for " + profile->protocol + ", but the link " + entry_->link +
                                   " speaks " + link->protocol));
      return true;
    }
    if (!keys_known(*protocol) || !find_dimensions(*protocol)) return true;
    if (!name_tells_apart() || problems_.size() != before) return true;
    if (fleet_.children.size() + combinations() > kMaxChildren) {
      problems_.add(
          problem_at(*node_, "F039",
                     "with these the fleet has more than " + std::to_string(kMaxChildren) +
                         " children; one connection carries 30000 at most, so divide them among gateways"));
      return false;
    }
    const bool keep = profile != nullptr && profile->index != Known::kNone && link->index != Known::kNone;
    add_all(*protocol, link->index, keep ? profile->index : Known::kNone, keep);
    return true;
  }

 private:
  const Known* look_up(const char* key, const char* code, const std::string& name, const KnownNames& known) {
    const ConfigNode* node = node_->find(key);
    if (node == nullptr || name.empty()) return nullptr;  // already reported
    const auto found = known.find(name);
    if (found != known.end()) return &found->second;
    problems_.add(unknown_name(*node, code, key, known));
    return nullptr;
  }

  // The protocol's table lacks the common keys, which "did you mean" needs.
  bool keys_known(const Protocol& protocol) {
    const std::vector<std::string>& known = keys_of(protocol);
    bool fine = true;
    for (const ConfigNode::Entry& each : node_->entries()) {
      if (std::find(known.begin(), known.end(), each.key) != known.end()) continue;
      detail::refuse_key(each, known, "a child over " + protocol.name, problems_);
      fine = false;
    }
    return fine;
  }
  const std::vector<std::string>& keys_of(const Protocol& protocol) {
    std::vector<std::string>& keys = keys_[&protocol];
    if (!keys.empty()) return keys;
    keys = child_keys();
    const nlohmann::json schema = protocol.child.schema();
    const nlohmann::json properties = schema.value("properties", nlohmann::json::object());
    for (const auto& [name, value] : properties.items()) keys.push_back(name);
    return keys;
  }

  bool find_dimensions(const Protocol& protocol) {
    dimensions_.clear();
    bool fine = true;
    if (entry_->ids != nullptr) fine = add_dimension("id", *entry_->ids, true);
    for (const std::string& key : protocol.ranges) {
      const ConfigNode* value = node_->find(key);
      if (value != nullptr) fine = add_dimension(key, *value, false) && fine;
    }
    return fine;
  }

  bool add_dimension(const std::string& key, const ConfigNode& node, bool is_ids) {
    Dimension dimension{key, {}};
    bool fine = true;
    if (node.kind() == Kind::list) {
      for (const ConfigNode& item : node.items()) {
        fine = detail::wants(item, Kind::scalar, "a single value", "1", problems_) &&
               add_values(item, !is_ids, dimension) && fine;
      }
      if (node.items().empty()) problems_.add(problem_at(node, "F027", "must not be empty"));
      fine = fine && !node.items().empty();
    } else {
      fine = detail::wants(node, Kind::scalar, "a single value, a range or a list", "1-4", problems_) &&
             add_values(node, true, dimension);
    }
    dimensions_.push_back(std::move(dimension));
    return fine;
  }

  bool add_values(const ConfigNode& node, bool may_be_range, Dimension& dimension) {
    const bool plain_number = node.text().find_first_not_of("0123456789") == std::string::npos;
    if (!may_be_range || plain_number || !looks_like_range(node.text())) {
      dimension.values.push_back(node.text());
      return true;
    }
    auto values = parse_range(node.text(), kMaxChildren);
    if (!values) {
      problems_.add(
          problem_with_value(node, "F038", "a range rises and names each number once, like 1-4,7", "1-4,7"));
      return false;
    }
    for (std::string& value : *values) dimension.values.push_back(std::move(value));
    return true;
  }

  bool name_tells_apart() {
    bool fine = true;
    for (const Dimension& each : dimensions_) {
      if (each.values.size() < 2 || has_placeholder(entry_->thing, each.key)) continue;
      const std::string example =
          entry_->thing.size() > 100 ? "" : "\"" + entry_->thing + "-{" + each.key + "}\"";
      problems_.add(problem_with_value(*node_->find("thing"), "F036",
                                       "this entry makes " + std::to_string(each.values.size()) +
                                           " children: {" + each.key + "} must stand in their names",
                                       example));
      fine = false;
    }
    return fine;
  }

  std::size_t combinations() const {
    std::size_t all = 1;
    for (const Dimension& each : dimensions_) all = std::min(all * each.values.size(), kMaxChildren + 1);
    return all;
  }

  void add_all(const Protocol& protocol, std::uint32_t link, std::uint32_t profile, bool keep) {
    const std::size_t count = combinations();
    for (std::size_t number = 0; number < count; ++number) {
      Bindings bindings;
      std::size_t rest = number;  // the last dimension turns fastest
      for (auto each = dimensions_.rbegin(); each != dimensions_.rend(); ++each) {
        bindings.emplace_back(each->key, each->values[rest % each->values.size()]);
        rest /= each->values.size();
      }
      bindings.emplace_back("link", entry_->link);
      bindings.emplace_back("profile", entry_->profile);
      for (auto& [name, value] : bindings) {  // unit: "{id}"
        std::string unknown;
        if (value.find('{') != std::string::npos) value = fill_placeholders(value, bindings, unknown);
      }
      // Only the first bad device is reported: all come from the same text.
      if (!add_one(protocol, bindings, link, profile, keep)) return;
    }
  }

  bool add_one(const Protocol& protocol, const Bindings& bindings, std::uint32_t link, std::uint32_t profile,
               bool keep) {
    const std::size_t before = problems_.size();
    const ConfigNode own = own_keys(bindings);
    const ConfigNode& thing_node = *node_->find("thing");
    const ConfigNode filled = fill_placeholders(thing_node, bindings, problems_);
    std::any address = protocol.child.read(own, problems_);
    if (problems_.size() != before) return false;
    auto thing = ThingName::parse(filled.text(), fleet_.gateway.names);
    if (!thing) {
      Problem problem = problem_at(thing_node, "F030", thing.error());
      problem.value = excerpt(filled.text());
      problems_.add(std::move(problem));
      return false;
    }
    if (!address.has_value()) return false;
    if (!keep) return true;
    const std::uint64_t name = fnv1a(thing->text());
    const std::uint64_t fingerprint = fnv1a(json_line(protocol.child.to_json(address)), name);
    fleet_.children.push_back(Child{std::move(*thing), profile, link, std::move(address), fingerprint,
                                    fnv1a(own.canonical(), name), node_->place()});
    return true;
  }

  // The protocol's keys of this one device.
  ConfigNode own_keys(const Bindings& bindings) {
    static const std::vector<std::string> common = child_keys();
    ConfigNode own = node_->stand_in();
    for (const ConfigNode::Entry& each : node_->entries()) {
      if (std::find(common.begin(), common.end(), each.key) != common.end()) continue;
      const Dimension* dimension = nullptr;
      for (const Dimension& one : dimensions_) {
        if (one.key == each.key && one.key != "id") dimension = &one;
      }
      if (dimension == nullptr) {
        own.insert(each.key, each.line, each.column, fill_placeholders(each.value, bindings, problems_));
        continue;
      }
      ConfigNode value(Kind::scalar, each.value.place().file, each.value.place().line,
                       each.value.place().column);
      const auto bound = std::find_if(bindings.begin(), bindings.end(),
                                      [&](const auto& binding) { return binding.first == each.key; });
      value.set_text(bound->second, false);
      own.insert(each.key, each.line, each.column, std::move(value));
    }
    return own;
  }

  const Names& names_;
  ProtocolList protocols_;
  Fleet& fleet_;
  Problems& problems_;
  const ConfigNode* node_ = nullptr;
  const ChildEntry* entry_ = nullptr;
  std::vector<Dimension> dimensions_;
  std::map<const Protocol*, std::vector<std::string>> keys_;
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
