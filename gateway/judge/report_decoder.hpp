// Reads a report as strictly as the sources allow: what the service would refuse, what it would take and
// silently not keep, and what nobody knows, each with who says so. For `gatewarden decode`, for the stand-in,
// for tests of what we send. Any bytes are safe to read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/judge/finding.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/wire/document.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// What is known besides the bytes.
struct ReportSurroundings {
  std::optional<std::string> thing;  // whose topic it came on: its name is judged too
  // The custom metrics the account has, by name; nothing when that is not known.
  const std::map<std::string, MetricType, std::less<>>* registered = nullptr;
};

struct DecodedReport {
  std::optional<Node> document;   // with every key the table knows in its long name; nothing when unreadable
  std::optional<KeyNames> names;  // how it was spelled; nothing when both or neither
  std::optional<std::uint64_t> id;  // when it is a usable one
  std::vector<Finding> findings;    // in the order of the document, at most kMaxFindings
  bool more_findings = false;

  Soundness soundness() const { return gatewarden::soundness(findings); }
};

inline constexpr std::size_t kMaxFindings = 100;
inline constexpr std::size_t kMaxReportDepth = 16;  // a report needs 6

DecodedReport decode_report(std::string_view bytes, Format format, const ReportSurroundings& known = {});

// For a file nobody described: by its suffix, else by its first byte. `by` says which, for the user.
struct GuessedFormat {
  Format format;
  std::string_view by;
};
GuessedFormat guess_format(std::string_view file_name, std::string_view bytes);

}  // namespace gatewarden
