// The goals of the gateway's master, and whether they are met.
#pragma once

#include <string>
#include <vector>

namespace bench {

class Goals {
 public:
  void at_most(const std::string& scenario, const char* what, double figure, double limit, const char* unit);
  void at_least(const std::string& scenario, const char* what, double figure, double limit, const char* unit);
  // CPU time per poll. If this machine is slower than the limit's, the ratio to the floor counts. `floor` 0:
  // not measured; `quiet_floor`: when the limit was set.
  void cpu(const std::string& scenario, double figure, double limit, double floor, double quiet_floor);

  void print() const;
  bool all_met() const;

 private:
  struct Verdict {
    std::string text;
    bool met;
  };
  void add(const std::string& scenario, const std::string& text, bool met);
  std::vector<Verdict> verdicts_;
};

}  // namespace bench
