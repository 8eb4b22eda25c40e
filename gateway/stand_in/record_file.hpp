#pragma once

#include <fstream>
#include <optional>
#include <string>

namespace gatewarden {

// A file that reports are appended to, made as report files are: 0640 at most, whatever the umask. One that is there
// stays as it is. Nothing: it cannot be written.
std::optional<std::ofstream> open_record(const std::string& path);

}  // namespace gatewarden
