// The fleet file's keys, each with its place, in the order of the tables. `gatewarden explain` looks in it, and
// schemas/FLEET.md lists all of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/keys/described.hpp"
#include "gateway/config/protocol.hpp"

namespace gatewarden::config {

class Reference {
 public:
  struct Chapter {
    std::string path;  // "links.NAME.modbus"; empty: the file itself
    const DescribedSection* section;
  };
  struct Entry {
    std::string path;  // "links.NAME.modbus.timeout"
    const DescribedKey* key;
  };

  explicit Reference(const Adapters& adapters);
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;

  // Each before those below it. Where protocols differ, several have one path.
  const std::vector<Chapter>& chapters() const { return chapters_; }
  // The keys of that name or path, an old one too. In a path, names stand as in somebody's fleet file
  // (links.hall-a.modbus), as a placeholder (NAME, <name>, *), or are left out; indices mean nothing. Where no path from the

  std::vector<Entry> find(std::string_view asked) const;
  // What may have been meant by one that is not found: paths, or a key's name.
  std::vector<std::string> meant(std::string_view asked) const;

 private:
  void add_chapter(std::string path, const DescribedSection& section);
  std::vector<Entry> named(std::string_view name) const;

  std::vector<DescribedSection> file_;  // one
  std::vector<Chapter> chapters_;
  std::vector<Entry> entries_;
};

}  // namespace gatewarden::config
