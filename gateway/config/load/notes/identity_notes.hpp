// What may keep a gateway from being who its fleet file says: files that are not there, names a policy may not cover.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "gateway/config/fleet.hpp"

namespace gatewarden::config {

// `exists` tells whether this machine has the file.
std::vector<std::string> identity_notes(const Fleet& fleet,
                                        const std::function<bool(const std::filesystem::path&)>& exists);

}  // namespace gatewarden::config
