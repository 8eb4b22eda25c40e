// A tree of ConfigNodes while its text is read from front to back: the lists and maps that are still open, the
// keys they have had, and the values that carry an anchor. Knows no YAML.
#pragma once

#include <cstddef>
#include <map>
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

  // The innermost open node is a map, and what comes next is a key.
  bool wants_key() const;
  std::size_t depth() const { return open_.size(); }
  // Where the next value goes, "links.hall-a.ids[2]".
  std::string path() const;

  // A list or a map; until close() all that is added goes into it.
  void open(ConfigNode node, Anchor anchor);
  void close();
  void add(ConfigNode node, Anchor anchor);
  // Where this key of the map stood before; then its value is read and dropped. Nothing where it is the first.
  std::optional<KeyPlace> take_key(std::string key, KeyPlace place);
  // The finished value of an anchor; none while it is open. Valid until the next call.
  const ConfigNode* anchored(Anchor anchor) const;

  std::optional<ConfigNode> take() { return std::move(root_); }

 private:
  struct Open {
    ConfigNode node;
    Anchor anchor = 0;
    bool has_key = false;  // of a map: `key` waits for its value
    bool keeps = true;     // false: the value of a repeated key
    std::string key;
    KeyPlace place;
    std::unordered_map<std::string, KeyPlace> index;  // of a large map's keys
  };
  static std::optional<KeyPlace> earlier(Open& map, const std::string& key, KeyPlace now);
  void attach(ConfigNode node);

  std::vector<Open> open_;
  std::map<Anchor, ConfigNode> anchored_;
  std::optional<ConfigNode> root_;
};

}  // namespace gatewarden::config
