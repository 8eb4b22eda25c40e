// What somebody who helps must see of a gateway, as files without secrets: of a running one by its control socket, of one
// that does not run what its files tell. Whatever cannot be had is named in the manifest, with the reason.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gateway/app/reload/fleet_reload.hpp"
#include "gateway/app/support/tar_gz.hpp"

namespace gatewarden::app {

struct SupportRequest {
  FleetPlace fleet;                         // without a file: what the state directory tells
  std::filesystem::path state_directory{};  // where the fleet file does not say
  std::filesystem::path log{};              // as log_tail()'s; empty: none
};

// manifest.txt comes first.
std::vector<BundledFile> support_bundle(const SupportRequest& request);

}  // namespace gatewarden::app
