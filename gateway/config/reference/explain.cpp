#include "gateway/config/reference/explain.hpp"

#include <algorithm>
#include <vector>

#include "gateway/base/text/ascii.hpp"
#include "gateway/base/text/parse_number.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/config/codes.hpp"
#include "gateway/config/reference/reference.hpp"
#include "gateway/config/reference/topics.hpp"
#include "gateway/config/text/spelling.hpp"
#include "gateway/terminal/terminal_text.hpp"

namespace gatewarden::config {
namespace {

constexpr std::size_t kIndent = 4;
constexpr std::size_t kMaxNameWidth = 24;

// What is printed, line by line.
class Sheet {
 public:
  explicit Sheet(std::size_t columns) : columns_(columns) {}

  void line(const std::string& text) { text_ += text + "\n"; }
  void space() {
    if (!text_.empty()) text_ += "\n";
  }
  void paragraph(const std::string& text, std::size_t indent) {
    line(std::string(indent, ' ') + wrapped(text, columns_, indent));
  }
  // The texts behind their names begin in one column.
  void list(const std::vector<std::pair<std::string, std::string>>& rows, std::size_t indent) {
    std::size_t width = 0;
    for (const auto& [name, text] : rows) width = std::max(width, std::min(name.size(), kMaxNameWidth));
    for (const auto& [name, text] : rows) {
      const std::size_t behind = indent + std::max(width, name.size()) + 2;
      std::string label = std::string(indent, ' ') + name;
      label.resize(behind, ' ');
      line(label + wrapped(text, columns_, behind));
    }
  }
  const std::string& text() const { return text_; }

 private:
  std::size_t columns_;
  std::string text_;
};

std::string spelled(const DescribedKey& key, const std::string& example) { return key.name + ": " + example; }

void add_value(const DescribedKey& key, Sheet& sheet) {
  std::vector<std::pair<std::string, std::string>> rows{{"value", key.words}};
  if (key.required) rows.emplace_back("needed", "it has no default");
  if (!key.by_default.empty()) rows.emplace_back("default", spelled(key, key.by_default));
  if (!key.example.empty()) rows.emplace_back("example", spelled(key, key.example));
  if (!key.old_names.empty()) rows.emplace_back("once called", join(key.old_names, ", "));
  sheet.list(rows, kIndent);
}

void add_keys(const DescribedSection& section, Sheet& sheet, std::size_t indent) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const bool needed : {true, false}) {
    for (const DescribedKey& key : section.keys) {
      if (key.required == needed) rows.emplace_back(key.name, (needed ? "Needed. " : "") + key.sentence);
    }
  }
  sheet.list(rows, indent);
  for (const std::string& rule : section.rules) sheet.paragraph(rule, indent);
}

void add_entry(const Reference::Entry& entry, bool alone, Sheet& sheet) {
  const DescribedKey& key = *entry.key;
  sheet.space();
  sheet.line(entry.path);
  sheet.paragraph(key.sentence, kIndent);
  add_value(key, sheet);
  if (!alone) return;
  for (const DescribedSection& section : key.sections) {
    sheet.space();
    sheet.paragraph(entry.path + section.step + ": " + section.title, 0);
    add_keys(section, sheet, kIndent);
  }
  if (key.sections.empty()) return;
  const DescribedSection& first = key.sections.front();
  sheet.space();
  sheet.line("More of one: gatewarden explain " + entry.path + first.step + "." + first.keys.front().name);
}

void add_topic(const Topic& topic, Sheet& sheet) {
  sheet.space();
  sheet.line(topic.title);
  for (const std::string& paragraph : topic.paragraphs) {
    sheet.paragraph(paragraph, kIndent);
    sheet.space();
  }
  for (const std::string& line : topic.example) sheet.line(std::string(2 * kIndent, ' ') + line);
}

bool is_one_of(const std::string& asked, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), asked) != words.end();
}

const CodeEntry* find_code(std::string_view asked, ProtocolList protocols) {
  const auto find_in = [&](std::span<const CodeEntry> codes) -> const CodeEntry* {
    for (const CodeEntry& each : codes) {
      if (lower(each.code) == lower(asked)) return &each;
    }
    return nullptr;
  };
  const CodeEntry* found = find_in(codes());
  for (const Protocol* protocol : protocols) found = found == nullptr ? find_in(protocol->codes) : found;
  return found;
}

std::string contents(const Reference& reference, ProtocolList protocols, std::size_t columns) {
  Sheet sheet(columns);
  const DescribedSection& file = *reference.chapters().front().section;
  sheet.paragraph(file.title + ": " + file.sentence, 0);
  sheet.space();
  add_keys(file, sheet, kIndent);
  sheet.space();
  sheet.line("gatewarden explain ...");
  std::vector<std::pair<std::string, std::string>> rows{
      {"gateway.reports", "a key by its path: NAME, * or a name of yours for a name"},
      {"timeout", "a key, wherever it stands"},
      {"F020", "an error code of `gatewarden check`"}};
  for (const Topic& topic : topics(protocols)) rows.emplace_back(topic.name, topic.title);
  sheet.list(rows, kIndent);
  return sheet.text();
}

Error unknown(std::string_view asked, const Reference& reference, ProtocolList protocols) {
  const bool code = asked.size() == 4 && !digits(asked.substr(0, 1)) &&
                    digits(asked.substr(1));  // F099, of another version
  std::vector<std::string> meant = reference.meant(asked);
  std::vector<std::string> names;
  for (const Topic& topic : topics(protocols)) {
    names.push_back(topic.name);
    names.insert(names.end(), topic.words.begin(), topic.words.end());
  }
  if (const std::string topic = nearest(asked, names); meant.empty() && !topic.empty()) meant = {topic};
  std::string text = std::string(code ? "no error code" : "no key of the fleet file, error code or topic") +
                     " is called \"" + excerpt(asked) + "\"; ";
  if (code || meant.empty()) return Error{text + "`gatewarden explain` says what there is"};
  return Error{text + "did you mean " + join(meant, " or ") + "?"};
}

}  // namespace

Result<std::string> explain(std::string_view asked, const Adapters& adapters, std::size_t columns) {
  const Reference reference(adapters);
  while (asked.ends_with(':')) asked.remove_suffix(1);  // as it stands in a file
  if (asked.empty()) return contents(reference, adapters.protocols, columns);
  Sheet sheet(columns);
  if (const CodeEntry* code = find_code(asked, adapters.protocols)) {
    sheet.paragraph(std::string(code->code) + ": " + code->what, 0);
    sheet.paragraph(code->remedy, kIndent);
  }
  const std::vector<Reference::Entry> found = reference.find(asked);
  for (const Reference::Entry& entry : found) add_entry(entry, found.size() == 1, sheet);
  for (const Topic& topic : topics(adapters.protocols)) {
    if (topic.name == lower(asked) || is_one_of(lower(asked), topic.words)) add_topic(topic, sheet);
  }
  if (sheet.text().empty()) return unknown(asked, reference, adapters.protocols);
  return sheet.text();
}

std::string to_explain(const Problems& problems, const Adapters& adapters) {
  const Reference reference(adapters);
  for (const Problem& problem : problems.list()) {
    const auto found = reference.find(problem.path);
    if (found.empty()) continue;
    std::string path = found.front().path;
    if (const auto item = path.find("[]"); item != std::string::npos)
      path.erase(item, 2);  // a shell's pattern
    return path;
  }
  return problems.list().front().code;
}

}  // namespace gatewarden::config
