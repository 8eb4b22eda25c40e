// Answers that own reports were sent with the means for and that did not come in time: so many may come late, or be told for
// an earlier copy of a report, without being charged again. Bounded: nobody else can live on them. Pure.
#pragma once

#include <algorithm>

namespace gatewarden {

class LateAnswers {
 public:
  static constexpr unsigned kMost = 100;  // what is in flight at most (limits::kInFlight)

  // So many answers that were paid for are not waited for any more.
  void missed(unsigned answers) { owed_ = std::min(kMost, owed_ + std::min(kMost, answers)); }
  // An answer that nothing waits for. Whether it may be one of them; then it is one less.
  bool take() {
    if (owed_ == 0) return false;
    --owed_;
    return true;
  }

 private:
  unsigned owed_ = 0;
};

}  // namespace gatewarden
