// Reads a report as strictly as the sources allow: what the service would refuse or silently drop,
// and what is unsettled, each with its source. For `gatewarden decode`, the stand-in, and tests of
// what we send. Any bytes are safe.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/judge/decoded_report.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

inline constexpr std::size_t kMaxReportDepth = 16;  // a report needs 6

DecodedReport decode_report(std::string_view bytes, Format format, const ReportSurroundings& known = {});

// By suffix, else by first byte. `by` tells which.
struct GuessedFormat {
  Format format;
  std::string_view by;
};
GuessedFormat guess_format(std::string_view file_name, std::string_view bytes);

}  // namespace gatewarden
