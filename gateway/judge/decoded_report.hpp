// A report as it was read, with everything that was found wrong or unsettled about it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/judge/finding.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/wire/document.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// What is known besides the bytes.
struct ReportSurroundings {
  std::optional<std::string> thing;  // whose topic it came on: its name is judged too
  // The custom metrics the account has, by name; null when that is not known.
  const std::map<std::string, MetricType, std::less<>>* registered = nullptr;
};

inline constexpr std::size_t kMaxFindings = 100;

struct DecodedReport {
  std::optional<Node> document;     // every key the table knows in its long name; nothing when unreadable
  std::optional<KeyNames> names;    // how keys were spelled; nothing when both ways or neither
  std::optional<std::uint64_t> id;  // when it is usable
  std::vector<Finding> findings;    // in the order of the document, at most kMaxFindings
  bool more_findings = false;

  Soundness soundness() const { return gatewarden::soundness(findings); }
};

}  // namespace gatewarden
