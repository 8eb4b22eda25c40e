// All errors of a fleet file: one run names them all.
#pragma once

#include <cstddef>
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
  std::string example;  // corrected text; entries of a map in block style have a line each
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
  // Of a file with more mistakes the first ones are told, the others counted.
  static constexpr std::size_t kMaxShown = 200;
  static constexpr std::size_t kMaxKept = 2000;  // before they are sorted; remarks as well
  // For a reader of a part: keeps nothing where `whole` would keep nothing of it, and counts.
  static Problems part_of(const Problems& whole);
  // Nothing more is kept: what an error says, and which word was meant, need not be looked for.
  bool full() const { return list_.size() >= most_; }
  // Makes what it says printable, and cuts what is longer than anybody reads: words of a file are in it.
  void add(Problem problem);
  void remark(Remark remark);
  void append(const Problems& others);
  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }  // with those that are not kept
  const std::vector<Problem>& list() const { return list_; }
  const std::vector<Remark>& remarks() const { return remarks_; }
  // By file, line and column; duplicates (an anchor used twice) are dropped, then all above kMaxShown.
  void sort();

 private:
  std::vector<Problem> list_;
  std::vector<Remark> remarks_;
  std::size_t count_ = 0;
  std::size_t most_ = kMaxKept;
};

// "fleet.yaml:12:9"; shorter without a line. Printable, whatever the name.
std::string to_text(const Place& place);
// One line each in compilers' style, so editors jump to the place; names of files and words of a fleet file are foreign
// and come out harmless (printable.hpp):
// fleet.yaml:12:9: error F020 [links.hall.modbus.timeout] "500": a duration needs a unit; write  timeout: 500ms
// An example that only shows how follows "for example". One of several lines stands below.
std::string to_text(const Problem& problem);
std::string to_text(const Remark& remark);  // fleet.yaml:12:9: deprecated: ...
// A line each, and how many more there are: "and 133 more errors".
std::string to_text(const Problems& problems);

}  // namespace gatewarden::config
