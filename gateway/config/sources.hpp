// The files a fleet is made of: the one that was named, and those it includes, each read once.
#pragma once

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

// Files as the reader sees them; tests and the fuzzer read from memory.
struct Files {
  std::function<Result<std::string>(const std::filesystem::path&)> read;
  // The files a pattern stands for, sorted; a path without * and ? stands for itself.
  std::function<std::vector<std::filesystem::path>(const std::filesystem::path& pattern)> match;
};
// Regular files up to the bound of read_yaml; the file named on the command line may be a pipe, too.
Files disk_files();

// One file: its tree and what the tables read from it. `fleet` is set for the first one only.
struct Source {
  ConfigNode root;
  Part part;
};
struct Sources {
  std::deque<Source> parts;  // the first belongs to the main file; addresses stay
  FleetEntry fleet;
  bool complete = false;  // the main file was readable as YAML
};

// F001-F009 for what cannot be read, F010-F028 for what the tables refuse.
Sources read_sources(const std::filesystem::path& main, const Files& files, ProtocolList protocols,
                     const Environment& environment, Problems& problems);

}  // namespace gatewarden::config
