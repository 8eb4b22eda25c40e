// Files below proc/ or sys/, or what stands in their place (gateway.host.root): a pipe or a device is refused
// unread. Errors name the file.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden::host {

// Line by line through one block; `take` returns false to stop at an unreadable line. More
// than `bound` bytes, or 64 KiB without a line's end, are an error: the work is that of the bytes.
Result<void> each_line(const std::string& path, std::size_t bound,
                       const std::function<bool(std::string_view)>& take);
// Up to 64 KiB.
Result<std::string> whole(const std::string& path);
Error unreadable(const std::string& path, const std::string& why);
Error unreadable(const std::string& path, int error);

}  // namespace gatewarden::host
