// All errors of a fleet file: one run names them all.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gatewarden::config {

// Line and column count from 1; 0: none (a missing file).
struct Place {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
};

struct Problem {
  std::string code;  // stable, with its remedy in schemas/README.md: "F012"
  Place place;
  std::string path;     // "links.hall-a.modbus.timeout"
  std::string value;    // as written; empty for a missing key; never a secret
  std::string rule;     // what must hold
  std::string example;  // corrected text
  // The example is what was typed, mended: in its place it removes this problem. Otherwise it only shows how.
  bool repairs = false;
};

// Right, but worth a word: a key under its old name.
struct Remark {
  Place place;
  std::string text;
};

class Problems {
 public:
  void add(Problem problem) { list_.push_back(std::move(problem)); }
  void remark(Remark remark) { remarks_.push_back(std::move(remark)); }
  void append(const Problems& others);
  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  const std::vector<Problem>& list() const { return list_; }
  const std::vector<Remark>& remarks() const { return remarks_; }
  // By file, line and column; duplicates (an anchor used twice) are dropped.
  void sort();

 private:
  std::vector<Problem> list_;
  std::vector<Remark> remarks_;
};

// "fleet.yaml:12:9"; shorter without a line.
std::string to_text(const Place& place);
// One line each in compilers' style, so editors jump to the place; names of files and words of a fleet file are foreign
// and come out harmless (printable.hpp):
// fleet.yaml:12:9: error F020 [links.hall.modbus.timeout] "500": a duration needs a unit; write  timeout: 500ms
// An example that only shows how follows "for example".
std::string to_text(const Problem& problem);
std::string to_text(const Remark& remark);  // fleet.yaml:12:9: deprecated: ...
std::string to_text(const Problems& problems);

}  // namespace gatewarden::config
