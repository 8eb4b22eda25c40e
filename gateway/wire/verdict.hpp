// The service's answer to one report. "Accepted" means only parsed and taken (troubleshooting guide): custom
// values may still be discarded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/report/report.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// The only codes with a source. Others are treated as a fault of the report.
inline constexpr std::string_view kInvalidPayload = "InvalidPayload";
inline constexpr std::string_view kThrottled = "Throttled";

struct Verdict {
  std::optional<std::string> thing;
  std::optional<ReportId> id;  // the guide's example of a rejection has none
  bool accepted = false;
  std::optional<std::string> code, detail;   // statusDetails, of a rejection
  std::optional<std::int64_t> timestamp_ms;  // since the epoch
};

inline constexpr std::size_t kMaxVerdictCode = 64;  // cut at a character
inline constexpr std::size_t kMaxVerdictDetail = 512;

// Any bytes are safe. An error if not of that format or without usable `status`. Members missing or of another
// type are absent. An id may be any number with a whole value, or its digits as text.
Result<Verdict> parse_verdict(Format format, std::string_view payload);

// As the stand-in answers.
std::string encode_verdict(Format format, const Verdict& verdict);

}  // namespace gatewarden
