// One reading of a section: every key by its type, then the rules between the keys that were read well.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/config/keys/section_keys.hpp"

namespace gatewarden::config::detail {

class SectionReader {
 public:
  // `node` is a map; `owner` gets the values.
  SectionReader(const SectionKeys& keys, const ConfigNode& node, void* owner, Problems& problems)
      : keys_(keys), node_(node), owner_(owner), problems_(problems) {}
  // False if there was a problem.
  bool read();

 private:
  void read_keys();
  void read_entry(const Key& key, const ConfigNode::Entry& entry);
  void read_misspelt(const ConfigNode::Entry& entry);
  bool read_undivided(const ConfigNode::Entry& entry, const std::vector<std::string>& known);
  const Key* above(const std::string& name);
  bool read_too_high(const ConfigNode::Entry& entry);
  std::size_t read_divided(const Key& key, std::size_t at);
  void spelled_once();
  void require_keys();
  void counts_hold();

  const SectionKeys& keys_;
  const ConfigNode& node_;
  void* owner_;
  Problems& problems_;
  std::set<std::string> refused_;  // keys with a problem; unknown ones too
  std::set<std::string> meant_;    // keys that were written misspelt, and read nevertheless
  // By the name of a key one section below, what above() says of it; made when it is first asked.
  std::optional<std::map<std::string, const Key*>> above_;
};

}  // namespace gatewarden::config::detail
