// A tree of ConfigNodes while its text is read: open lists
// and maps, their keys, where anchored values are. Knows no YAML.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

class GrowingTree {
 public:
  using Anchor = std::size_t;  // 0: none
  struct KeyPlace {
    int line = 0;
    int column = 0;
  };

  // The innermost open node is a map without an open key.
  bool wants_key() const;
  std::size_t depth() const { return open_.size(); }
  // Of the next value: "links.hall-a.ids[2]".
  std::string path() const;

  // A list or a map, which takes all values until close().
  void open(ConfigNode node, Anchor anchor);
  void close();
  void add(ConfigNode node, Anchor anchor);
  // The earlier place of a repeated key, whose value is then dropped; nothing for a first one.
  std::optional<KeyPlace> take_key(std::string key, KeyPlace place);
  // Null while the value is open; an absent node if it was dropped with its repeated key. Valid until the next call.
  const ConfigNode* anchored(Anchor anchor) const;

  std::optional<ConfigNode> take() { return std::move(root_); }

 private:
  struct Open {
    ConfigNode node;
    Anchor anchor = 0;
    bool has_key = false;  // of a map: `key` has no value yet
    bool keeps = true;     // false: the key is repeated
    std::string key;
    KeyPlace place;
    std::unordered_map<std::string, KeyPlace> index;  // of a large map's keys
  };
  // Where a value is, or will be: its number among the members of the outermost node, of that one's member, ...
  // Nodes move while the tree grows, and a copy of each anchored one would cost what stands inside it once more.
  using Way = std::vector<std::uint32_t>;

  static std::optional<KeyPlace> earlier(Open& map, const std::string& key, KeyPlace now);
  void attach(ConfigNode node);
  Way way_to_next() const;

  std::vector<Open> open_;
  std::unordered_map<Anchor, std::optional<Way>> anchored_;  // of finished values; nothing: dropped
  std::optional<ConfigNode> root_;
};

}  // namespace gatewarden::config
