#include "gateway/config/text/read_csv.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "gateway/config/text/not_yaml.hpp"
#include "gateway/config/text/read_yaml.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

constexpr std::size_t kMaxColumns = 200;  // a child has a dozen keys

struct Cell {
  std::string text;
  int line = 0;
  int column = 0;
};

// Reads cell by cell, with line and column.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // a spreadsheet's byte order mark
  }

  bool done() const { return at_ >= text_.size(); }

  // The next row; false if a quoted cell is not closed or text follows it (`row` then ends with it).
  bool row(std::vector<Cell>& cells) {
    cells.clear();
    while (true) {
      cells.push_back(Cell{"", line_, column_});
      if (!cell(cells.back().text)) return false;
      if (done()) return true;
      const char end = take();
      if (end == ',') continue;
      if (end == '\r' && !done() && text_[at_] == '\n') take();
      return true;
    }
  }

 private:
  char take() {
    const char c = text_[at_++];
    const bool line_end = c == '\n' || (c == '\r' && (done() || text_[at_] != '\n'));
    line_ += line_end ? 1 : 0;
    column_ = line_end ? 1 : column_ + 1;
    return c;
  }
  bool at_end_of_cell() const {
    return done() || text_[at_] == ',' || text_[at_] == '\n' || text_[at_] == '\r';
  }

  bool cell(std::string& out) {
    if (done() || text_[at_] != '"') {
      while (!at_end_of_cell()) out += take();
      return true;
    }
    take();
    while (!done()) {
      const char c = take();
      if (c != '"') {
        out += c;
      } else if (!done() && text_[at_] == '"') {
        out += take();
      } else {
        return at_end_of_cell();
      }
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
};

// Blanks around a cell mean nothing.
std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Problem csv_problem(const std::shared_ptr<const std::string>& file, const Cell& cell, std::string rule,
                    std::string example = "") {
  return Problem{"F009", Place{file, cell.line, cell.column}, "", "", std::move(rule), std::move(example)};
}

// ; and tabs are what spreadsheets of some countries write.
bool separated(const std::vector<Cell>& header, const std::shared_ptr<const std::string>& file,
               Problems& problems) {
  if (header.size() > 1) return true;
  for (const char other : {';', '\t'}) {
    std::string text = header.front().text;
    if (text.find(other) == std::string::npos) continue;
    std::replace(text.begin(), text.end(), other, ',');
    problems.add(csv_problem(file, header.front(),
                             std::string("the separator of cells is a comma, here it is a ") +
                                 (other == ';' ? "semicolon" : "tab") + ", in every row",
                             text));
    return false;
  }
  return true;
}

bool named(const std::vector<Cell>& header, const std::shared_ptr<const std::string>& file,
           Problems& problems) {
  for (const Cell& cell : header) {
    if (!trimmed(cell.text).empty()) continue;
    problems.add(
        csv_problem(file, cell, "the header row names a key for every column", "thing,profile,link"));
    return false;
  }
  return true;
}

// A table of something else says nothing of children, and its words may be a secret: they are not shown.
bool of_children(const std::vector<Cell>& header, const std::vector<std::string>& known) {
  const auto is_known = [&](const std::string& key) {
    return std::find(known.begin(), known.end(), key) != known.end();
  };
  return std::any_of(header.begin(), header.end(), [&](const Cell& cell) {
    std::string words = cell.text;  // of several columns, if they are divided by something else
    std::replace_if(
        words.begin(), words.end(), [](char c) { return c == ';' || c == '\t'; }, ',');
    for (std::size_t start = 0; start <= words.size();) {
      const std::size_t end = std::min(words.find(',', start), words.size());
      if (is_known(trimmed(words.substr(start, end - start)))) return true;
      start = end + 1;
    }
    return false;
  });
}

// The keys of the columns: trimmed, a misspelt one as it was meant, one that nobody knows empty.
std::vector<std::string> keys_of(const std::vector<Cell>& header,
                                 const std::shared_ptr<const std::string>& file,
                                 const std::vector<std::string>& known, Problems& problems) {
  std::vector<std::string> keys;
  for (const Cell& cell : header) {
    std::string key = trimmed(cell.text);
    const Place place{file, cell.line, cell.column};
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) {
      problems.add(Problem{"F004", place, key, "", "this column stands in the header already", ""});
      key.clear();
    } else if (std::find(known.begin(), known.end(), key) == known.end()) {
      const std::string meant = nearest(key, known);
      Problem problem{"F010", place, key, "", no_such_key("a child", meant, known), meant, !meant.empty()};
      problems.add(std::move(problem));
      key = std::find(keys.begin(), keys.end(), meant) == keys.end() ? meant : "";
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

// The keys of all columns, or nothing if the first row does not name them.
std::optional<std::vector<std::string>> read_header(CsvReader& reader,
                                                    const std::shared_ptr<const std::string>& file,
                                                    const std::vector<std::string>& known,
                                                    Problems& problems) {
  std::vector<Cell> header;
  const bool has_header = !reader.done() && reader.row(header);
  if (!has_header) {
    problems.add(csv_problem(file, Cell{"", 1, 1}, "the first row names the keys", "thing,profile,link"));
  } else if (!of_children(header, known)) {
    problems.add(
        Problem{"F015", Place{file, 0, 0}, "", "",
                "is no table of children, so nothing of it is shown: none of its columns is a key of a "
                "child, such as thing",
                ""});
  } else if (header.size() > kMaxColumns) {
    problems.add(csv_problem(file, header.front(),
                             "has " + std::to_string(header.size()) + " columns, at most " +
                                 std::to_string(kMaxColumns) + " are taken"));
  } else if (separated(header, file, problems) && named(header, file, problems)) {
    return keys_of(header, file, known, problems);
  }
  return std::nullopt;
}

ConfigNode child_of(const std::vector<std::string>& keys, const std::vector<Cell>& row, std::size_t number,
                    const std::shared_ptr<const std::string>& file, const Environment& environment,
                    Problems& problems) {
  ConfigNode child(ConfigNode::Kind::map, file, row.front().line, row.front().column);
  for (std::size_t i = 0; i < row.size(); ++i) {
    std::string text = trimmed(row[i].text);
    if (text.empty() || keys[i].empty()) continue;
    ConfigNode value(ConfigNode::Kind::scalar, file, row[i].line, row[i].column);
    if (auto problem = fill_scalar(value, std::move(text), false, environment)) {
      problem->path = "children[" + std::to_string(number) + "]." + keys[i];
      problems.add(std::move(*problem));
    }
    child.insert(keys[i], row[i].line, row[i].column, std::move(value));
  }
  return child;
}

}  // namespace

ConfigNode read_csv(std::string_view text, const std::shared_ptr<const std::string>& file,
                    const std::vector<std::string>& known, const Environment& environment,
                    Problems& problems) {
  ConfigNode children(ConfigNode::Kind::list, file, 1, 1);
  const ReadBounds bounds;
  if (text.size() > bounds.bytes) {
    problems.add(Problem{"F003", Place{file, 0, 0}, "", "", "is larger than 32 MB", ""});
    return children;
  }
  if (!check_text(text, file, problems)) return children;
  CsvReader reader(text);
  const auto keys = read_header(reader, file, known, problems);
  if (!keys) return children;
  std::vector<Cell> row;
  while (!reader.done()) {
    if (!reader.row(row)) {
      problems.add(csv_problem(file, row.back(),
                               "a quoted cell ends with its closing quote; a quote in it is doubled",
                               "\"a \"\"quoted\"\" word\""));
      return children;
    }
    if (row.size() == 1 && trimmed(row.front().text).empty()) continue;  // an empty line
    if (row.size() != keys->size()) {
      problems.add(csv_problem(
          file, row.front(),
          "has " + std::to_string(row.size()) + " cells, the header has " + std::to_string(keys->size())));
      continue;
    }
    children.append(child_of(*keys, row, children.items().size(), file, environment, problems));
  }
  return children;
}

}  // namespace gatewarden::config
