// Files of this machine, written whole or not at all; errors name them. Can wait, as regular_file.hpp says.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden {

// Beside it, then in its place: a reader, or a crash, sees the old file or the new one. A link is replaced, not followed.
Result<void> replace_file(const std::filesystem::path& file, std::string_view text, mode_t mode);

// A new file: what is there already, a link too, stays as it is, and that is an error. Nothing is left of half a file.
Result<void> create_file(const std::filesystem::path& file, std::string_view text, mode_t mode);

}  // namespace gatewarden
