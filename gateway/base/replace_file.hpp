// A file of this machine, written whole. Can wait for its file system, as regular_file.hpp says.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden {

// Beside it, then in its place: a reader, or a crash, sees the old file or the new one; a link is replaced, not
// followed. An error names the file.
Result<void> replace_file(const std::filesystem::path& file, std::string_view text, mode_t mode);

}  // namespace gatewarden
