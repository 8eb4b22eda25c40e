#include "gateway/judge/finding.hpp"

#include <algorithm>

namespace gatewarden {

Soundness soundness(const std::vector<Finding>& findings) {
  if (findings.empty()) return Soundness::sound;
  const bool settled = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.consequence != Consequence::undetermined;
  });
  return settled ? Soundness::faulty : Soundness::unsettled;
}

}  // namespace gatewarden
