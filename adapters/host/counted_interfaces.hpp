// Whose traffic counts, of one reading. Pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/kernel/interfaces.hpp"
#include "adapters/host/kernel/network_link.hpp"

namespace gatewarden::host {

class CountedInterfaces {
 public:
  // By name, whatever they are; * and ? stand for any characters, any one character.
  explicit CountedInterfaces(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {}
  // The machine's border (network_link.hpp), or all where nobody tells how they stand on each other.
  CountedInterfaces(const std::optional<std::vector<NetworkLink>>& links, const InterfaceNames& names,
                    bool with_loopback);

  bool contains(const std::string& interface) const;

 private:
  std::vector<std::string> patterns_;
  std::optional<std::set<std::string>> border_;
  const InterfaceNames* names_ = nullptr;  // with patterns: not needed
  bool with_loopback_ = false;
};

}  // namespace gatewarden::host
