// A report as read, with everything wrong or unsettled about it.
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

struct ReportSurroundings {
  std::optional<std::string> thing;  // of the topic: the name is judged too
  // The account's custom metrics by name; null if unknown.
  const std::map<std::string, MetricType, std::less<>>* registered = nullptr;
};

inline constexpr std::size_t kMaxFindings = 100;

struct DecodedReport {
  std::optional<Node> document;     // known keys in their long names; nothing if unreadable
  std::optional<KeyNames> names;    // nothing if both ways or neither
  std::optional<std::uint64_t> id;  // if usable
  std::vector<Finding> findings;    // in document order, at most kMaxFindings
  bool more_findings = false;

  Soundness soundness() const { return gatewarden::soundness(findings); }
};

}  // namespace gatewarden
