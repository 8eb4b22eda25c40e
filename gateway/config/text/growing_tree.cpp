#include "gateway/config/text/growing_tree.hpp"

#include <algorithm>
#include <utility>

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

constexpr std::size_t kSmallMap = 24;

std::size_t members(const ConfigNode& node) { return node.items().size() + node.entries().size(); }

}  // namespace

bool GrowingTree::wants_key() const {
  return !open_.empty() && open_.back().node.kind() == Kind::map && !open_.back().has_key;
}

std::string GrowingTree::path() const {
  std::string path;
  for (const Open& each : open_) {
    if (each.node.kind() == Kind::list) path += "[" + std::to_string(each.node.items().size()) + "]";
    if (each.has_key) path += (path.empty() ? "" : ".") + each.key;
  }
  return path;
}

void GrowingTree::open(ConfigNode node, Anchor anchor) {
  Open next;
  next.node = std::move(node);
  next.anchor = anchor;
  open_.push_back(std::move(next));
}

void GrowingTree::close() {
  Open done = std::move(open_.back());
  open_.pop_back();
  add(std::move(done.node), done.anchor);
}

void GrowingTree::add(ConfigNode node, Anchor anchor) {
  if (anchor != 0) {
    const bool kept = std::all_of(open_.begin(), open_.end(), [](const Open& each) { return each.keeps; });
    anchored_[anchor] = kept ? std::optional<Way>(way_to_next()) : std::nullopt;
  }
  attach(std::move(node));
}

void GrowingTree::attach(ConfigNode node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = open_.back();
  if (parent.node.kind() == Kind::list) {
    parent.node.append(std::move(node));
    return;
  }
  if (parent.keeps) {
    parent.node.insert(std::move(parent.key), parent.place.line, parent.place.column, std::move(node));
  }
  parent.has_key = false;
  parent.keeps = true;
}

std::optional<GrowingTree::KeyPlace> GrowingTree::take_key(std::string key, KeyPlace place) {
  Open& map = open_.back();
  const std::optional<KeyPlace> first = earlier(map, key, place);
  map.key = std::move(key);
  map.place = place;
  map.has_key = true;
  map.keeps = !first;
  return first;
}

// Small maps, nearly all, need no index.
std::optional<GrowingTree::KeyPlace> GrowingTree::earlier(Open& map, const std::string& key, KeyPlace now) {
  const auto& entries = map.node.entries();
  if (entries.size() < kSmallMap) {
    for (const auto& entry : entries) {
      if (entry.key == key) return KeyPlace{entry.line, entry.column};
    }
    return std::nullopt;
  }
  if (map.index.empty()) {
    for (const auto& entry : entries) map.index.emplace(entry.key, KeyPlace{entry.line, entry.column});
  }
  const auto [found, is_new] = map.index.try_emplace(key, now);
  return is_new ? std::nullopt : std::optional<KeyPlace>(found->second);
}

GrowingTree::Way GrowingTree::way_to_next() const {
  Way way;
  way.reserve(open_.size());
  for (const Open& each : open_) way.push_back(static_cast<std::uint32_t>(members(each.node)));
  return way;
}

const ConfigNode* GrowingTree::anchored(Anchor anchor) const {
  static const ConfigNode kDropped;
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) return nullptr;
  if (!found->second) return &kDropped;
  const ConfigNode* node = root_ ? &*root_ : &open_.front().node;
  std::size_t level = 0;  // of the open nodes: `node` is one while the way leads into the next
  for (const std::uint32_t number : *found->second) {
    if (number == members(*node)) {
      node = &open_[++level].node;
    } else {
      node = node->kind() == Kind::list ? &node->items()[number] : &node->entries()[number].value;
    }
  }
  return node;
}

}  // namespace gatewarden::config
