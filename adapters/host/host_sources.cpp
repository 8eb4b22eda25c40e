#include "adapters/host/host_sources.hpp"

#include <filesystem>

namespace gatewarden::host {

std::string HostSources::path(std::string_view below) const {
  return (std::filesystem::path(root) / below).string();
}

}  // namespace gatewarden::host
