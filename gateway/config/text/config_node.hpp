// A YAML value (or a CSV cell) with its place, for the tables to read. read_yaml or read_csv
// builds the tree; it never changes afterwards and is freed after loading; nobody keeps a node.
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

// Copied only by clone(): a copy costs as much as its subtree.
class ConfigNode {
 public:
  // absent: missing, or already refused, so its reader stays silent.
  enum class Kind : std::uint8_t { absent, null, scalar, list, map };
  struct Entry;

  ConfigNode();
  // `in_braces`: a map or list in YAML's flow style.
  ConfigNode(Kind kind, std::shared_ptr<const std::string> file, int line, int column,
             bool in_braces = false);
  ConfigNode(ConfigNode&& other) noexcept;
  ConfigNode& operator=(ConfigNode&& other) noexcept;
  ~ConfigNode();

  Kind kind() const { return kind_; }
  // A scalar's text, with ${VAR} and {placeholders} filled in; otherwise empty.
  const std::string& text() const { return text_; }
  // Quoted: text, never a number. Not for a value that a
  // variable or placeholder fills in: YAML demands its quotes.
  bool quoted() const { return quoted_; }
  Place place() const { return Place{file_, line_, column_}; }
  // "links.hall-a.modbus.timeout", "children[3].unit". Walks up the tree: for errors only.
  std::string path() const;
  // Its key in the map it is a value of; empty for a list's member and the root.
  std::string_view key() const;
  // What stands between this entry of a map and the next: a comma in { }, else a line end and the indentation.
  std::string to_next_entry() const;
  // As written, shortened and printable, for Problem::value. ${VAR} stays: it may be a secret.
  std::string shown() const;
  // A variable filled it in: its text may be a secret.
  bool filled_in() const { return written_ != nullptr; }
  // As written, ${VAR} with its name.
  const std::string& source() const { return written_ ? *written_ : text_; }

  const std::vector<ConfigNode>& items() const;  // of a list; otherwise empty
  const std::vector<Entry>& entries() const;     // of a map, in file order; keys are unique
  // As fast in a map of any size: a large one is sorted by its keys at the first call. One thread at a time.
  const ConfigNode* find(std::string_view key) const;

  // For building. A moved node keeps its subtree consistent.
  void set_text(std::string text, bool quoted);
  void set_written(std::string written);  // shown instead of the text
  void mark_refused() { kind_ = Kind::absent; }
  void append(ConfigNode item);
  void insert(std::string key, int line, int column, ConfigNode value);
  // A deep copy with the same places and paths. This node must outlive it.
  ConfigNode clone() const;
  // An empty list or map in this node's place, to be filled with clones of some members.
  ConfigNode stand_in() const;
  // All content without places, keys sorted: equal texts mean the same.
  std::string canonical() const;
  // Values in this subtree, with itself; and the bytes of its texts and keys.
  std::size_t count() const;
  std::size_t bytes() const;

 private:
  static constexpr std::size_t kMaxUnsorted =
      24;  // nearly all maps are smaller, and searched faster as they are
  void tell_children();
  const Entry* entry() const;           // of its parent's map; null if there is none
  const ConfigNode* parent_ = nullptr;  // of a clone's root: the node it stands for
  std::shared_ptr<const std::string> file_;
  std::string text_;
  std::unique_ptr<std::string> written_;
  std::unique_ptr<std::vector<ConfigNode>> items_;
  std::unique_ptr<std::vector<Entry>> entries_;
  mutable std::unique_ptr<std::vector<std::uint32_t>> by_key_;  // the entries' order by key, of a large map
  int line_ = 0;
  int column_ = 0;
  Kind kind_ = Kind::absent;
  bool quoted_ = false;
  bool stands_in_ = false;
  bool in_braces_ = false;
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

// With the node's place, path and value. `example` is shown unchanged.
Problem problem_at(const ConfigNode& node, std::string code, std::string rule, std::string example = "");
// At the place of the key.
Problem problem_at(const ConfigNode::Entry& entry, std::string code, std::string rule,
                   std::string example = "");
// A refused value: the example gets the node's key, "timeout: 500ms".
Problem problem_with_value(const ConfigNode& node, std::string code, std::string rule,
                           const std::string& value);
// The same, with a value that repairs it; an empty one, or one with credentials, gives the
// example instead.
Problem problem_with_repair(const ConfigNode& node, std::string code, std::string rule,
                            const std::string& repair, const std::string& example = "");
// A missing key: at the place of its map.
Problem problem_missing(const ConfigNode& map, std::string_view key, std::string code, std::string rule,
                        std::string example = "");

// "a list", "a map", ...
std::string_view words(ConfigNode::Kind kind);

}  // namespace gatewarden::config
