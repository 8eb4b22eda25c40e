// Walks a document along the key table: keys allowed and required, and their spelling, which becomes the long
// one. ValueJudge judges single values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/judge/decoded_report.hpp"
#include "gateway/judge/finding_log.hpp"
#include "gateway/judge/value_judge.hpp"
#include "gateway/wire/document.hpp"
#include "gateway/wire/key_table.hpp"

namespace gatewarden {

class ReportJudge {
 public:
  ReportJudge(FindingLog& findings, const ReportSurroundings& known)
      : findings_(findings), known_(known), values_(findings) {}

  void document(Node& root);

  // Spelling of the walked document (nothing if both ways or neither), and its usable id.
  std::optional<KeyNames> names() const;
  std::optional<std::uint64_t> id() const { return values_.id(); }

 private:
  void part(Node& node, ReportPart which);
  const KeyRow* known_key(Member& member, ReportPart which);
  void complete(const Members& members, ReportPart which);
  void duplicates(const Members& members);
  void value(Node& node, const KeyRow& row);
  void parts(Node& node, const KeyRow& row);
  void named_metrics(Node& node);
  void metric(const std::string& name, Node& node);
  void registered(const std::string& name, const Node& value);

  FindingLog& findings_;
  const ReportSurroundings& known_;
  ValueJudge values_;
  bool saw_long_ = false;
  bool saw_short_ = false;
};

}  // namespace gatewarden
