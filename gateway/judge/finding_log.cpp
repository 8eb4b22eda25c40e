#include "gateway/judge/finding_log.hpp"

#include <utility>

namespace gatewarden {

void FindingLog::add(std::string rule, std::string_view source, Certainty certainty,
                     Consequence consequence) {
  if (report_.findings.size() >= kMaxFindings) {
    report_.more_findings = true;
    // A fault replaces the last doubt rather than hide behind a hundred of them.
    if (consequence == Consequence::undetermined || report_.soundness() == Soundness::faulty) return;
    report_.findings.pop_back();
  }
  report_.findings.push_back(
      {path_.empty() ? "report" : path_, std::move(rule), source, certainty, consequence});
}

void FindingLog::broken(const KeyRow& row) {
  add("must be " + std::string(rule_of(row.shape)), row.source, Certainty::inferred, Consequence::rejected);
}

void FindingLog::unknown(std::string rule, std::string_view source) {
  add(std::move(rule), source, Certainty::unknown, Consequence::undetermined);
}

void FindingLog::oddities(const Node& node) {
  if (node.oddities == 0) return;
  if (node.oddities & Node::tagged) unknown("carries a CBOR tag", source::kCbor);
  if (node.oddities & Node::chunked_text) unknown("is text in pieces", source::kCbor);
  if (node.oddities & Node::narrow_float) unknown("is a float of less than 64 bits", source::kCbor);
}

FindingLog::Inside::Inside(FindingLog& log, std::string_view key) : path_(log.path_), before_(path_.size()) {
  constexpr std::size_t kMaxKeyBytes = 128;  // foreign keys may have any length
  if (!path_.empty()) path_ += '.';
  path_ += key.substr(0, kMaxKeyBytes);
}

FindingLog::Inside::Inside(FindingLog& log, std::size_t index) : path_(log.path_), before_(path_.size()) {
  path_ += '[' + std::to_string(index) + ']';
}

}  // namespace gatewarden
