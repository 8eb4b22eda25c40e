// Whether a line is worth another attempt. One that was never open does not exist; one that was may come
// back: it is tried again after growing pauses, a bounded number of times. Pure.
#pragma once

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class LineAttempts {
 public:
  void opened();
  void answered();  // a request, by any unit
  // It did not open. True: try again after pause().
  bool failed();
  // It was open. True: try again after pause().
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
