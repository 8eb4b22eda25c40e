// A YAML value (or a CSV cell) with its place: what the tables of a fleet file are read from. The
// tree is built in one go (read_yaml, read_csv), never changes afterwards and is freed when
// loading ends; nobody keeps a node.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/config/text/problems.hpp"

namespace gatewarden::config {

// Moves, but is copied only by clone(): a copy costs as much as the subtree.
class ConfigNode {
 public:
  // absent: not there, or refused already, so that whoever reads it stays silent.
  enum class Kind : std::uint8_t { absent, null, scalar, list, map };
  struct Entry;

  ConfigNode();
  ConfigNode(Kind kind, std::shared_ptr<const std::string> file, int line, int column);
  ConfigNode(ConfigNode&& other) noexcept;
  ConfigNode& operator=(ConfigNode&& other) noexcept;
  ~ConfigNode();

  Kind kind() const { return kind_; }
  // A scalar's text, after ${VAR} and {placeholders}; empty for every other kind.
  const std::string& text() const { return text_; }
  // Written in quotes: then it is text, never a number. Not set where an environment variable or a
  // placeholder filled it in, because such values have to be quoted by YAML's rules.
  bool quoted() const { return quoted_; }
  Place place() const { return Place{file_, line_, column_}; }
  // "links.hall-a.modbus.timeout", "children[3].unit". Walks up the tree: for errors only.
  std::string path() const;
  // The value as the user wrote it, shortened and printable, for Problem::value. What came from the
  // environment is shown as ${VAR}: it may be a secret.
  std::string shown() const;

  const std::vector<ConfigNode>& items() const;  // of a list; empty for every other kind
  const std::vector<Entry>& entries() const;     // of a map, in the order of the file; keys are unique
  const ConfigNode* find(std::string_view key) const;

  // Building. Parents are told their children; a moved node keeps its subtree consistent.
  void set_text(std::string text, bool quoted);
  void set_written(std::string written);  // what `shown` shows instead of the text
  void mark_refused() { kind_ = Kind::absent; }
  void append(ConfigNode item);
  void insert(std::string key, int line, int column, ConfigNode value);
  // A deep copy that stands for this node: same places, same paths. This node must outlive it.
  ConfigNode clone() const;
  // An empty list or map that stands for this node: for picking some of its members, cloned, into one.
  ConfigNode stand_in() const;
  // Everything that was read, places left out and keys sorted: equal texts say the same.
  std::string canonical() const;
  // Values in this subtree, itself included.
  std::size_t count() const;

 private:
  void tell_children();
  const ConfigNode* parent_ = nullptr;  // or, for a clone's root, the node it stands for
  std::shared_ptr<const std::string> file_;
  std::string text_;
  std::unique_ptr<std::string> written_;
  std::unique_ptr<std::vector<ConfigNode>> items_;
  std::unique_ptr<std::vector<Entry>> entries_;
  int line_ = 0;
  int column_ = 0;
  Kind kind_ = Kind::absent;
  bool quoted_ = false;
  bool stands_in_ = false;
};

struct ConfigNode::Entry {
  std::string key;
  int line = 0;  // of the key; its file is the value's
  int column = 0;
  ConfigNode value;
  Place key_place() const { return Place{value.place().file, line, column}; }
};

// The node at a path of keys, or the last one written on the way.
const ConfigNode& node_at(const ConfigNode& root, std::initializer_list<std::string_view> keys);

// A problem with this node: place, path and value are filled in. `example` is shown as it stands.
Problem problem_at(const ConfigNode& node, std::string code, std::string rule, std::string example = "");
// The same at the place of the key.
Problem problem_at(const ConfigNode::Entry& entry, std::string code, std::string rule,
                   std::string example = "");
// A value that is refused: the example is written with the node's key before it, "timeout: 500ms".
Problem problem_with_value(const ConfigNode& node, std::string code, std::string rule,
                           const std::string& value);
// A key that is not there: at the place of the map that lacks it.
Problem problem_missing(const ConfigNode& map, std::string_view key, std::string code, std::string rule,
                        std::string example = "");

// "a list", "a map", ...
std::string_view words(ConfigNode::Kind kind);

}  // namespace gatewarden::config
