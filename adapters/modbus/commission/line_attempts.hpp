// When a line is worth another attempt. A line that was never open does not exist; a line that was open may
// come back: it is tried again after growing pauses, a bounded number of times. Pure.
#pragma once

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class LineAttempts {
 public:
  void opened();
  void answered();  // a request, by any unit
  // It could not be opened. True where another attempt is worth it, after pause().
  bool failed();
  // An open line was lost. True where another attempt is worth it, after pause().
  bool lost();
  unsigned losses() const { return losses_; }  // in a row without an answer
  void forget_losses() { losses_ = 0; }
  Duration pause() const;

 private:
  bool ever_open_ = false;
  bool ever_answered_ = false;
  unsigned failures_ = 0;  // to open it, in a row
  unsigned losses_ = 0;
};

}  // namespace gatewarden::modbus
