// Walks a document along the key table and collects findings; spells keys in their long names as it goes.
#pragma once

#include <string>
#include <string_view>

#include "gateway/judge/report_decoder.hpp"
#include "gateway/wire/key_table.hpp"

namespace gatewarden {

class ReportJudge {
 public:
  ReportJudge(DecodedReport& report, const ReportSurroundings& known) : report_(report), known_(known) {}

  void thing(std::string_view name);
  void size(std::size_t bytes);
  void fault(std::string_view what, Format format);
  void document(Node& root);

 private:
  void part(Node& node, ReportPart which);
  const KeyRow* known_key(Member& member, ReportPart which);
  void spelled(const KeyRow& row, std::string_view as);
  void complete(const Members& members, ReportPart which);
  void duplicates(const Members& members);
  void value(Node& node, const KeyRow& row);
  void parts(Node& node, const KeyRow& row);
  void named_metrics(Node& node);
  void metric(const std::string& name, Node& node);
  void registered(const std::string& name, const Node& value);

  void report_id(const Node& node, const KeyRow& row);
  void version(const Node& node, const KeyRow& row);
  void count(const Node& node, const KeyRow& row);
  void port(const Node& node, const KeyRow& row, std::int64_t least);
  void remote_address(const Node& node, const KeyRow& row);
  void number(const Node& node, const KeyRow& row);
  void string(const Node& node, const KeyRow& row);
  void address(const Node& node, const KeyRow& row);
  using Element = void (ReportJudge::*)(const Node&, const KeyRow&);
  void list(const Node& node, const KeyRow& row, Element element);
  void oddities(const Node& node);

  void add(std::string rule, std::string_view source, Certainty certainty, Consequence consequence);
  // Breaks the row's documented constraint: the usual, inferred rejection.
  void broken(const KeyRow& row);
  void unknown(std::string rule, std::string_view source = source::kNone);
  // The path while inside a key or an element; it ends with the object.
  class Inside;

  DecodedReport& report_;
  const ReportSurroundings& known_;
  std::string path_;
  bool saw_long_ = false;
  bool saw_short_ = false;
};

}  // namespace gatewarden
