// The links and profiles that a fleet file defines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::config {

// A defined name, kept even with problems, or its uses would be reported as unknown.
struct Known {
  std::string protocol;     // of a link: what it speaks; of a profile: what its `from:` values are for
  std::uint32_t index = 0;  // in the fleet
  Place place;
};
class KnownNames : public std::map<std::string, Known, std::less<>> {
 public:
  bool complete = true;  // false: more of them may stand where nothing could be read

  // The defined name that one that is not defined means; empty if none is near. Asked when all names are known. Each
  // word is looked for once, and none after kMaxCompared comparisons: a file of mistakes costs what it has of bytes.
  std::string meant(const std::string& name) const;
  // As people look for one.
  const std::vector<std::string>& in_order() const;

 private:
  static constexpr std::size_t kMaxCompared = 50'000;  // tens of milliseconds
  mutable std::vector<std::string> in_order_;
  mutable std::unordered_map<std::string, std::string> meant_;
  mutable std::size_t compared_ = 0;
};

// The defined name that is meant, or end().
KnownNames::const_iterator find_meant(const KnownNames& known, const std::string& name);
// "there is no profile of this name; did you mean em24?"
Problem unknown_name(const ConfigNode& node, std::string code, const std::string& what,
                     const KnownNames& known);

}  // namespace gatewarden::config
