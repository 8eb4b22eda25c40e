#include "gateway/config/text/read_yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <unordered_map>

#include "gateway/config/text/not_yaml.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

// Ends the parse; the problem has been added.
struct Refused {};

struct Where {
  int line = 0;
  int column = 0;
};
constexpr std::size_t kSmallMap = 24;

// A list or map that is still open.
struct Open {
  ConfigNode node;
  YAML::anchor_t anchor = 0;
  bool has_key = false;  // of a map: `key` waits for its value
  bool keeps = true;     // false: the value of a repeated key, read and dropped
  std::string key;
  int line = 0;
  int column = 0;
  std::unordered_map<std::string, Where> index;  // of a large map's keys
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const std::string> file, const Environment& environment, Problems& problems,
              const ReadBounds& bounds)
      : file_(std::move(file)), environment_(environment), problems_(problems), bounds_(bounds) {}

  std::optional<ConfigNode> take() { return std::move(root_); }
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (wants_key()) refuse(mark, "F005", "a key must be a word", "name: value");
    finish(make(Kind::null, mark), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (wants_key()) refuse(mark, "F005", "a key must be a word, not an alias", "name: value");
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) refuse(mark, "F005", "an alias must not stand inside its own anchor", "");
    by_alias_ += found->second.count();
    if (by_alias_ > bounds_.values_by_alias) {
      refuse(mark, "F003",
             "aliases make more than " + std::to_string(bounds_.values_by_alias) + " values of this file",
             "");
    }
    attach(found->second.clone());
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool quoted = check_tag(mark, tag) || tag == "!";
    std::string written = show_braces(value);
    if (wants_key()) {
      take_key(mark, std::move(written));
      return;
    }
    ConfigNode node = make(Kind::scalar, mark);
    if (auto problem = fill_scalar(node, std::move(written), quoted, environment_)) {
      problem->path = open_path();
      problems_.add(std::move(*problem));
    }
    finish(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Kind::list, mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Kind::map, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string code, std::string rule, std::string example) {
    problems_.add(Problem{std::move(code), Place{file_, mark.line + 1, mark.column + 1}, open_path(), "",
                          std::move(rule), std::move(example)});
    throw Refused{};
  }

 private:
  bool wants_key() const {
    return !open_.empty() && open_.back().node.kind() == Kind::map && !open_.back().has_key;
  }

  ConfigNode make(Kind kind, const YAML::Mark& mark) {
    if (++values_ > bounds_.values) {
      refuse(mark, "F003", "holds more than " + std::to_string(bounds_.values) + " values", "");
    }
    return ConfigNode(kind, file_, mark.line + 1, mark.column + 1);
  }

  // True where the tag makes the scalar a text.
  bool check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return false;
    if (tag == "tag:yaml.org,2002:str") return true;
    refuse(mark, "F005", "YAML tags are not taken; write the value plainly (secrets: a ..._file key)", "");
  }

  void open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check_tag(mark, tag);
    if (wants_key()) refuse(mark, "F005", "a key must be a word, not a list or a map", "name: value");
    if (open_.size() >= bounds_.depth) {
      refuse(mark, "F003", "is nested deeper than " + std::to_string(bounds_.depth) + " levels", "");
    }
    Open next;
    next.node = make(kind, mark);
    next.anchor = anchor;
    open_.push_back(std::move(next));
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    finish(std::move(done.node), done.anchor);
  }

  void finish(ConfigNode node, YAML::anchor_t anchor) {
    if (anchor != 0) anchored_[anchor] = node.clone();
    attach(std::move(node));
  }

  void attach(ConfigNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind() == Kind::list) {
      parent.node.append(std::move(node));
      return;
    }
    if (parent.keeps) parent.node.insert(std::move(parent.key), parent.line, parent.column, std::move(node));
    parent.has_key = false;
    parent.keeps = true;
  }

  void take_key(const YAML::Mark& mark, std::string key) {
    Open& parent = open_.back();
    if (key == "<<") {
      refuse(mark, "F005",
             "merge keys (<<) are not taken; a profile, a range or ids: says the same thing once",
             "ids: [a, b]");
    }
    const std::optional<Where> first = earlier(parent, key, Where{mark.line + 1, mark.column + 1});
    parent.key = std::move(key);
    parent.line = mark.line + 1;
    parent.column = mark.column + 1;
    parent.has_key = true;
    parent.keeps = !first;
    if (!first) return;
    problems_.add(Problem{"F004", Place{file_, parent.line, parent.column}, open_path(), "",
                          "this key stands here already, in line " + std::to_string(first->line) +
                              " column " + std::to_string(first->column) + "; keep one of them",
                          ""});
  }

  // Where the key stood before. Small maps, nearly all there are, need no index.
  static std::optional<Where> earlier(Open& map, const std::string& key, Where now) {
    const auto& entries = map.node.entries();
    if (entries.size() < kSmallMap) {
      for (const auto& entry : entries) {
        if (entry.key == key) return Where{entry.line, entry.column};
      }
      return std::nullopt;
    }
    if (map.index.empty()) {
      for (const auto& entry : entries) map.index.emplace(entry.key, Where{entry.line, entry.column});
    }
    const auto [found, is_new] = map.index.try_emplace(key, now);
    return is_new ? std::nullopt : std::optional<Where>(found->second);
  }

  // Where the parser stands: only for problems found while the tree grows.
  std::string open_path() const {
    std::string path;
    for (const Open& each : open_) {
      if (each.node.kind() == Kind::list) path += "[" + std::to_string(each.node.items().size()) + "]";
      if (each.has_key) path += (path.empty() ? "" : ".") + each.key;
    }
    return path;
  }

  std::shared_ptr<const std::string> file_;
  const Environment& environment_;
  Problems& problems_;
  const ReadBounds& bounds_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, ConfigNode> anchored_;
  std::optional<ConfigNode> root_;
  std::size_t values_ = 0;
  std::size_t by_alias_ = 0;
};

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
  TreeBuilder builder(file, environment, problems, bounds);
  try {
    std::istringstream stream(hide_braces(std::string(text)));
    YAML::Parser parser(stream);
    if (parser.HandleNextDocument(builder)) {
      auto root = builder.take();
      TreeBuilder second(file, environment, problems, bounds);
      if (parser.HandleNextDocument(second)) {
        problems.add(Problem{"F005", second.take().value_or(ConfigNode()).place(), "", "",
                             "a second document (after ---) is not taken; include: adds files",
                             "include: [more.yaml]"});
      }
      return root;
    }
  } catch (const Refused&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    problems.add(syntax_problem(text, Place{file, error.mark.line + 1, error.mark.column + 1}, error.msg));
    return std::nullopt;
  } catch (const std::exception& error) {
    problems.add(syntax_problem(text, Place{file, 0, 0}, error.what()));
    return std::nullopt;
  }
  return ConfigNode(Kind::null, std::move(file), 1, 1);
}

}  // namespace gatewarden::config
