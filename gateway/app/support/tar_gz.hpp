// A few files as one .tar.gz, readable by any tar: ustar (POSIX.1-2017, pax, "ustar Interchange Format"), gzip (RFC 1952).
#pragma once

#include <string>
#include <vector>

#include "gateway/base/result.hpp"

namespace gatewarden::app {

struct BundledFile {
  std::string name;  // at most 99 bytes with the folder
  std::string content;
};

// In one folder; all files have mode 0600 and the time `at`, in seconds since the epoch.
Result<std::string> tar_gz(const std::string& folder, const std::vector<BundledFile>& files,
                           std::uint64_t at);

}  // namespace gatewarden::app
