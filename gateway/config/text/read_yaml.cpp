#include "gateway/config/text/read_yaml.hpp"

#include <yaml-cpp/emitterstyle.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <limits>
#include <sstream>

#include "gateway/config/text/growing_tree.hpp"
#include "gateway/config/text/line_meant.hpp"
#include "gateway/config/text/not_yaml.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

// Ends the parse; its problem is added.
struct Refused {};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const std::string> file, const Environment& environment, Problems& problems,
              const ReadBounds& bounds)
      : file_(std::move(file)), environment_(environment), problems_(problems), bounds_(bounds) {}

  std::optional<ConfigNode> take() { return tree_.take(); }
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (tree_.wants_key()) refuse(mark, "F005", "a key must be a word", "name: value");
    tree_.add(make(Kind::null, mark), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (tree_.wants_key()) refuse(mark, "F005", "a key must be a word, not an alias", "name: value");
    const ConfigNode* meant = tree_.anchored(anchor);
    if (meant == nullptr) refuse(mark, "F005", "an alias must not stand inside its own anchor", "");
    by_alias_ += meant->count();
    bytes_by_alias_ += meant->bytes();
    if (by_alias_ > bounds_.values_by_alias || bytes_by_alias_ > bounds_.bytes_by_alias) {
      refuse(mark, "F003",
             "aliases make more than " + std::to_string(bounds_.values_by_alias) + " values, or " +
                 std::to_string(bounds_.bytes_by_alias) + " bytes, of this file",
             "");
    }
    tree_.add(meant->clone(), 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool quoted = check_tag(mark, tag) || tag == "!";
    std::string written = show_braces(value);
    if (tree_.wants_key()) {
      take_key(mark, std::move(written));
      return;
    }
    ConfigNode node = make(Kind::scalar, mark);
    if (auto problem = fill_scalar(node, std::move(written), quoted, environment_)) {
      problem->path = tree_.path();
      if (names_a_secret(problem->path)) problem->value.clear();  // the node does not know its key yet
      problems_.add(std::move(*problem));
    }
    if (node.filled_in() && (filled_in_ += node.text().size()) > bounds_.filled_in) {
      refuse(mark, "F003",
             "values with variables hold more than " + std::to_string(bounds_.filled_in) + " bytes", "");
    }
    tree_.add(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Kind::list, mark, tag, anchor, style);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Kind::map, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { tree_.close(); }
  void OnMapEnd() override { tree_.close(); }

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string code, std::string rule, std::string example) {
    problems_.add(Problem{std::move(code), Place{file_, mark.line + 1, mark.column + 1}, tree_.path(), "",
                          std::move(rule), std::move(example)});
    throw Refused{};
  }

 private:
  ConfigNode make(Kind kind, const YAML::Mark& mark, bool in_braces = false) {
    if (++values_ > bounds_.values) {
      refuse(mark, "F003", "holds more than " + std::to_string(bounds_.values) + " values", "");
    }
    return ConfigNode(kind, file_, mark.line + 1, mark.column + 1, in_braces);
  }

  // Whether the tag makes the scalar text.
  bool check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return false;
    if (tag == "tag:yaml.org,2002:str") return true;
    refuse(mark, "F005", "YAML tags are not taken; write the value plainly (secrets: a ..._file key)", "");
  }

  void open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    check_tag(mark, tag);
    if (tree_.wants_key()) refuse(mark, "F005", "a key must be a word, not a list or a map", "name: value");
    if (tree_.depth() >= bounds_.depth) {
      refuse(mark, "F003", "is nested deeper than " + std::to_string(bounds_.depth) + " levels", "");
    }
    tree_.open(make(kind, mark, style == YAML::EmitterStyle::Flow), anchor);
  }

  void take_key(const YAML::Mark& mark, std::string key) {
    if (key == "<<") {
      refuse(mark, "F005",
             "merge keys (<<) are not taken; a profile, a range or ids: says the same thing once",
             "ids: [a, b]");
    }
    if (const std::string unseen = unseen_character(key); !unseen.empty()) refuse(mark, "F029", unseen, "");
    if (key.size() > bounds_.key_bytes)
      refuse(mark, "F003", "a key has more than " + std::to_string(bounds_.key_bytes) + " bytes", "");
    const GrowingTree::KeyPlace here{mark.line + 1, mark.column + 1};
    const auto first = tree_.take_key(std::move(key), here);
    if (!first) return;
    problems_.add(Problem{"F004", Place{file_, here.line, here.column}, tree_.path(), "",
                          "this key stands here already, in line " + std::to_string(first->line) +
                              " column " + std::to_string(first->column) + "; keep one of them",
                          ""});
  }

  std::shared_ptr<const std::string> file_;
  const Environment& environment_;
  Problems& problems_;
  const ReadBounds& bounds_;
  GrowingTree tree_;
  std::size_t values_ = 0;
  std::size_t by_alias_ = 0, bytes_by_alias_ = 0, filled_in_ = 0;
};

// Nothing if there is no document.
std::optional<ConfigNode> parse(std::string_view text, const std::shared_ptr<const std::string>& file,
                                const Environment& environment, Problems& problems,
                                const ReadBounds& bounds) {
  std::istringstream stream(hide_braces(std::string(text)));
  YAML::Parser parser(stream);
  TreeBuilder builder(file, environment, problems, bounds);
  if (!parser.HandleNextDocument(builder)) return std::nullopt;
  TreeBuilder second(file, environment, problems, bounds);
  if (parser.HandleNextDocument(second)) {
    problems.add(Problem{"F005", second.take().value_or(ConfigNode()).place(), "", "",
                         "a second document (after ---) is not taken; include: adds files", ""});
  }
  return builder.take();
}

// Keeps nothing: for a text that is only tried.
class Nobody final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}
};

// The line where the parser stops.
int stops_at(const std::string& text) {
  std::istringstream stream(hide_braces(text));
  try {
    YAML::Parser parser(stream);
    Nobody nobody;
    parser.HandleNextDocument(nobody);
  } catch (const YAML::Exception& error) {
    return error.mark.line + 1;
  }
  return std::numeric_limits<int>::max();
}

// What the parser says, or the slip that made it stop.
Problem explained(std::string_view text, Place place, const std::string& reason) {
  Problem problem = syntax_problem(text, std::move(place), reason);
  if (problem.repairs) return problem;
  const auto meant = line_meant(text, problem.place.line, stops_at);
  if (!meant) return problem;
  problem.place.line = meant->line;
  problem.place.column = meant->column;
  problem.rule = "is not YAML: " + meant->rule;
  problem.example = meant->repair;
  problem.repairs = !meant->repair.empty();
  return problem;
}

}  // namespace

std::optional<ConfigNode> read_yaml(std::string_view text, std::shared_ptr<const std::string> file,
                                    const Environment& environment, Problems& problems,
                                    const ReadBounds& bounds) {
  if (text.size() > bounds.bytes) {
    problems.add(Problem{"F003", Place{file, 0, 0}, "", "",
                         "is larger than " + std::to_string(bounds.bytes / 1024 / 1024) +
                             " MB; say children as patterns (ids:, ranges) or include: a CSV file",
                         ""});
    return std::nullopt;
  }
  if (!check_text(text, file, problems)) return std::nullopt;
  Problems found;
  try {
    auto root = parse(text, file, environment, found, bounds);
    problems.append(found);
    if (root) return root;
  } catch (const Refused&) {
    const auto quotes = quotes_problem(text, file);
    if (quotes) problems.add(*quotes);
    if (!quotes) problems.append(found);
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    problems.append(found);
    problems.add(explained(text, Place{file, error.mark.line + 1, error.mark.column + 1}, error.msg));
    return std::nullopt;
  } catch (const std::exception& error) {
    problems.add(syntax_problem(text, Place{file, 0, 0}, error.what()));
    return std::nullopt;
  }
  return ConfigNode(Kind::null, std::move(file), 1, 1);
}

}  // namespace gatewarden::config
