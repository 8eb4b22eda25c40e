// A fleet's files: the main one and those it includes, each read once.
#pragma once

#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/config/fleet_entries.hpp"
#include "gateway/config/text/environment.hpp"

namespace gatewarden::config {

// File access; tests and the fuzzer read from memory.
struct Files {
  std::function<Result<std::string>(const std::filesystem::path&)> read;
  // Files that match a pattern, sorted; a path without * and ? matches itself. `room`, the names in folders that may
  // still be looked at, falls; at 0 files may be missing.
  std::function<std::vector<std::filesystem::path>(const std::filesystem::path& pattern, std::size_t& room)>
      match;
  // Whether there is a file of this name, for files that are read only when the gateway runs.
  std::function<bool(const std::filesystem::path&)> exists;
};

// One file: its tree and what the tables read from it.
struct Source {
  ConfigNode root;
  Part part;
};
struct Sources {
  std::deque<Source> parts;  // the main file first; addresses stay valid
  FleetEntry fleet;
  bool complete = false;  // the main file was readable YAML
  // Whether all names of links and profiles are known: false if a file or a section that may hold more of them
  // was refused. Then an unknown name is no mistake of its own.
  bool names_complete = true;

  const ConfigNode& main_root() const { return parts.front().root; }
};

// F001-F009 for unreadable files, F010-F028 for what the tables refuse.
Sources read_sources(const std::filesystem::path& main, const Files& files, const Adapters& adapters,
                     const Environment& environment, Problems& problems);

}  // namespace gatewarden::config
