#include "gateway/judge/report_text.hpp"

#include <algorithm>

#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/sample/whole_text.hpp"
#include "gateway/wire/wire_number.hpp"

namespace gatewarden {
namespace {

std::string in_quotes(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string number_text(Number number) {
  if (auto whole = whole_text(number)) return *std::move(whole);
  NumberText text;
  return std::string(shortest(number.real_value(), text));
}

class Print {
 public:
  std::string text(const Node& node) {
    value(node);
    return std::move(out_);
  }

 private:
  void value(const Node& node) {
    if (const Members* members = node.object()) return object(*members);
    if (const Nodes* nodes = node.list()) return list(*nodes);
    out_ += scalar(node);
  }
  static std::string scalar(const Node& node) {
    if (node.text()) return in_quotes(*node.text());
    if (node.number()) return number_text(*node.number());
    if (const bool* flag = std::get_if<bool>(&node.value)) return *flag ? "true" : "false";
    return "null";
  }
  void object(const Members& members) {
    if (members.empty()) return void(out_ += "{}");
    out_ += '{';
    ++depth_;
    for (const Member& member : members) {
      line(&member == members.data());
      out_ += in_quotes(member.key) + ": ";
      value(member.value);
    }
    end('}');
  }
  void list(const Nodes& nodes) {
    const bool flat =
        std::none_of(nodes.begin(), nodes.end(), [](const Node& n) { return n.object() || n.list(); });
    if (flat) {
      out_ += '[';
      for (const Node& node : nodes) out_ += (&node == nodes.data() ? "" : ", ") + scalar(node);
      out_ += ']';
      return;
    }
    out_ += '[';
    ++depth_;
    for (const Node& node : nodes) {
      line(&node == nodes.data());
      value(node);
    }
    end(']');
  }
  void line(bool first) {
    if (!first) out_ += ',';
    out_ += '\n';
    out_.append(2 * depth_, ' ');
  }
  void end(char bracket) {
    --depth_;
    line(true);
    out_ += bracket;
  }

  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string document_text(const Node& document) { return Print().text(document); }

std::string finding_text(const Finding& finding) {
  std::string line(to_string(finding.consequence));
  // Paths and rules may quote foreign bytes.
  line += ": " + printable_controls(finding.path, Replacement::json);
  line += ": " + printable_controls(finding.rule, Replacement::json);
  line.append(" (").append(to_string(finding.certainty)).append("; ").append(finding.source).append(")");
  return line;
}

}  // namespace gatewarden
