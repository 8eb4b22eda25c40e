// Judges single values, by the shape in their row of the key table.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/judge/finding_log.hpp"
#include "gateway/wire/document.hpp"
#include "gateway/wire/key_table.hpp"

namespace gatewarden {

class ValueJudge {
 public:
  explicit ValueJudge(FindingLog& findings) : findings_(findings) {}

  // All shapes but objects (part, parts, named_metrics).
  void judge(const Node& node, const KeyRow& row);
  // The report id judged so far, if usable.
  std::optional<std::uint64_t> id() const { return id_; }

 private:
  void report_id(const Node& node, const KeyRow& row);
  void version(const Node& node, const KeyRow& row);
  void count(const Node& node, const KeyRow& row);
  void port(const Node& node, const KeyRow& row, std::int64_t least);
  void remote_address(const Node& node, const KeyRow& row);
  void number(const Node& node);
  void string(const Node& node);
  void address(const Node& node);
  void list(const Node& node, const KeyRow& row, void (ValueJudge::*element)(const Node&));

  FindingLog& findings_;
  std::optional<std::uint64_t> id_;
};

}  // namespace gatewarden
