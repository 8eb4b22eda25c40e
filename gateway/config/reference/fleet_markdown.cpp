#include "gateway/config/reference/fleet_markdown.hpp"

#include <cctype>
#include <vector>

#include "gateway/base/text/ascii.hpp"
#include "gateway/config/reference/reference.hpp"
#include "gateway/config/reference/topics.hpp"
#include "gateway/terminal/terminal_text.hpp"

namespace gatewarden::config {
namespace {

constexpr std::size_t kColumns = 120;

constexpr const char* kIntroduction =
    R"(# The fleet file, key by key

`gatewarden schema --keys` prints this page, from the tables that read the file. `gatewarden explain KEY` tells the same
in a terminal, and `gatewarden explain F020` what an error code means ([all of them](README.md#error-codes)). An editor
shows it beside the text ([how](README.md#editors)).

`NAME` stands for a name that you choose, `[]` for each entry of a list. A duration is a number and its unit: `500ms`,
`10s`, `5m`, `1h`, `7d`. What is not *needed* may be left out; the default is what then holds.

)";

std::string code(const std::string& text) { return "`" + text + "`"; }

// A | would end the cell, a <word> would be taken for HTML.
std::string cell(const std::string& text) {
  std::string all;
  for (const char c : text) {
    if (c == '|' || c == '*' || c == '<') all += '\\';
    all += c;
  }
  return all;
}

std::string heading(const Reference::Chapter& chapter) {
  return chapter.path.empty() ? chapter.section->title : code(chapter.path) + ": " + chapter.section->title;
}

// As GitHub makes it of a heading: letters, digits, _ and -; blanks are -.
std::string anchor(const std::string& heading) {
  std::string all;
  for (const char c : heading) {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-') all += lower(c);
    if (c == ' ') all += '-';
  }
  return all;
}

std::string link(const std::string& heading) { return "[" + heading + "](#" + anchor(heading) + ")"; }

std::string values(const std::string& path, const DescribedKey& key) {
  std::string all;
  for (const DescribedSection& below : key.sections) {
    const std::string to = "[" + below.title + "](#" + anchor(heading({path + below.step, &below})) + ")";
    all += (all.empty() ? "" : " or ") + to;
  }
  if (all.empty() || !key.by_default.empty()) all += (all.empty() ? "" : "; ") + cell(key.words);
  if (!key.by_default.empty()) all += "; default " + code(key.by_default);
  return all;
}

std::string row(const std::string& path, const DescribedKey& key) {
  std::string name = code(key.name) + (key.required ? " *needed*" : "");
  for (const std::string& old : key.old_names) name += " (once " + code(old) + ")";
  const std::string example = key.example.empty() ? "" : code(key.example);
  return "| " + name + " | " + cell(key.sentence) + " | " + values(path, key) + " | " + example + " |\n";
}

std::string table(const Reference::Chapter& chapter) {
  const std::string path = chapter.path.empty() ? "" : chapter.path + ".";
  std::string all;
  for (const bool needed : {true, false}) {
    for (const DescribedKey& key : chapter.section->keys) {
      if (key.required == needed) all += row(path + key.name, key);
    }
  }
  if (all.empty()) return "No keys: `{}`.\n";
  return "| key | what it says | value | example |\n|---|---|---|---|\n" + all;
}

std::string text_of(const Reference::Chapter& chapter) {
  std::string all = "## " + heading(chapter) + "\n\n";
  if (!chapter.section->sentence.empty()) all += cell(chapter.section->sentence) + "\n\n";
  all += table(chapter);
  for (const std::string& rule : chapter.section->rules) all += "\n" + rule + "\n";
  return all + "\n";
}

std::string text_of(const Topic& topic) {
  std::string all = "## " + topic.title + "\n\n";
  for (const std::string& paragraph : topic.paragraphs) all += wrapped(paragraph, kColumns, 0) + "\n\n";
  for (const std::string& line : topic.example) all += "    " + line + "\n";
  return all + "\n";
}

}  // namespace

std::string fleet_markdown(const Adapters& adapters) {
  const Reference reference(adapters);
  const std::vector<Topic> about = topics(adapters.protocols);
  std::string text = kIntroduction;
  for (const Reference::Chapter& chapter : reference.chapters()) text += "- " + link(heading(chapter)) + "\n";
  for (const Topic& topic : about) text += "- " + link(topic.title) + "\n";
  text += "\n";
  for (const Reference::Chapter& chapter : reference.chapters()) text += text_of(chapter);
  for (const Topic& topic : about) text += text_of(topic);
  text.pop_back();
  return text;
}

}  // namespace gatewarden::config
