#include "gateway/config/text/read_csv.hpp"

#include <optional>
#include <vector>

#include "gateway/config/text/not_yaml.hpp"
#include "gateway/config/text/read_yaml.hpp"

namespace gatewarden::config {
namespace {

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

bool header_holds(const std::vector<Cell>& header, const std::shared_ptr<const std::string>& file,
                  Problems& problems) {
  const std::size_t before = problems.size();
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (trimmed(header[i].text).empty()) {
      problems.add(
          csv_problem(file, header[i], "the header row names a key for every column", "thing,profile,link"));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (trimmed(header[i].text) != trimmed(header[j].text)) continue;
      problems.add(Problem{"F004", Place{file, header[i].line, header[i].column}, trimmed(header[i].text), "",
                           "this column stands in the header already", ""});
    }
  }
  return problems.size() == before;
}

ConfigNode child_of(const std::vector<Cell>& header, const std::vector<Cell>& row, std::size_t number,
                    const std::shared_ptr<const std::string>& file, const Environment& environment,
                    Problems& problems) {
  ConfigNode child(ConfigNode::Kind::map, file, row.front().line, row.front().column);
  for (std::size_t i = 0; i < row.size(); ++i) {
    std::string text = trimmed(row[i].text);
    if (text.empty()) continue;
    ConfigNode value(ConfigNode::Kind::scalar, file, row[i].line, row[i].column);
    if (auto problem = fill_scalar(value, std::move(text), false, environment)) {
      problem->path = "children[" + std::to_string(number) + "]." + trimmed(header[i].text);
      problems.add(std::move(*problem));
    }
    child.insert(trimmed(header[i].text), row[i].line, row[i].column, std::move(value));
  }
  return child;
}

}  // namespace

ConfigNode read_csv(std::string_view text, const std::shared_ptr<const std::string>& file,
                    const Environment& environment, Problems& problems) {
  ConfigNode children(ConfigNode::Kind::list, file, 1, 1);
  const ReadBounds bounds;
  if (text.size() > bounds.bytes) {
    problems.add(Problem{"F003", Place{file, 0, 0}, "", "", "is larger than 32 MB", ""});
    return children;
  }
  if (!check_text(text, file, problems)) return children;
  CsvReader reader(text);
  std::vector<Cell> header;
  const bool has_header = !reader.done() && reader.row(header);
  if (!has_header) {
    problems.add(csv_problem(file, Cell{"", 1, 1}, "the first row names the keys", "thing,profile,link"));
    return children;
  }
  if (!header_holds(header, file, problems)) return children;
  std::vector<Cell> row;
  while (!reader.done()) {
    if (!reader.row(row)) {
      problems.add(csv_problem(file, row.back(),
                               "a quoted cell ends with its closing quote; a quote in it is doubled",
                               "\"a \"\"quoted\"\" word\""));
      return children;
    }
    if (row.size() == 1 && trimmed(row.front().text).empty()) continue;  // an empty line
    if (row.size() != header.size()) {
      problems.add(csv_problem(
          file, row.front(),
          "has " + std::to_string(row.size()) + " cells, the header has " + std::to_string(header.size())));
      continue;
    }
    children.append(child_of(header, row, children.items().size(), file, environment, problems));
  }
  return children;
}

}  // namespace gatewarden::config
