// The keys of a section and the rules between them, without its owner's type.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/keys/type.hpp"

namespace gatewarden::config::detail {

struct Key;

// Where a key's value is; `bytes` holds a pointer to member that `find` understands.
struct Member {
  void* (*find)(void* owner, const Key& key) = nullptr;
  std::array<std::byte, 2 * sizeof(void*)> bytes{};
};

struct Key {
  std::string name;
  std::string sentence;
  std::string example;  // "500ms"
  std::string words;
  bool required = false;
  TypeHandle type;
  Member member;
  std::vector<std::string> old_names;
  bool never_alone = false;  // see Section

  void* find(void* owner) const { return member.find(owner, *this); }
};

struct SectionKeys {
  using Rule = std::function<void(const void* owner, const ConfigNode& node, Problems& problems)>;
  struct Dependent {
    std::vector<std::string> looks_at;
    Rule rule;
  };
  std::string title;
  std::vector<Key> all;
  std::vector<std::vector<std::string>> exactly_one_of;
  std::vector<std::vector<std::string>> at_most_one_of;
  std::vector<Dependent> rules;

  const Key* find(std::string_view name) const;  // by its name or an old one; null if there is none
  std::vector<std::string> names() const;
  std::vector<const Key*> required() const;
  // What was meant by a value in the section's place: a switch { enabled: false }, the only key it needs or that takes
  // such a value, {} where it needs none and is wanted; a list for the only two keys. Empty if that cannot be told.
  std::string mended(const ConfigNode& node) const;
  bool needs_any() const { return !exactly_one_of.empty() || !required().empty(); }
};

}  // namespace gatewarden::config::detail
