// Reads a report as strictly as the sources allow: what the service would refuse, what it would take and
// silently not keep, and what nobody knows, each with who says so. For `gatewarden decode`, for the stand-in,
// for tests of what we send. Any bytes are safe to read.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/judge/decoded_report.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

inline constexpr std::size_t kMaxReportDepth = 16;  // a report needs 6

DecodedReport decode_report(std::string_view bytes, Format format, const ReportSurroundings& known = {});

// For a file nobody described: by its suffix, else by its first byte. `by` says which, for the user.
struct GuessedFormat {
  Format format;
  std::string_view by;
};
GuessedFormat guess_format(std::string_view file_name, std::string_view bytes);

}  // namespace gatewarden
