// When a line is worth another attempt: one that was never open is not there; one that was may come back, with
// growing pauses and not for ever. Pure.
#pragma once

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class LineAttempts {
 public:
  void opened();
  void answered();  // by whatever answers a request
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
