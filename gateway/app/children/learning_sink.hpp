// What follows, beside who is served, when devices are learned and forgotten.
#pragma once

#include <string>

#include "gateway/sample/sample_sink.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden::app {

class LearningSink {
 public:
  virtual ~LearningSink() = default;
  virtual void learned(const LearnedChild& child) = 0;  // the same one after a restart; a report may be due
  // While it is still served: its link must hand on nothing more of it (Link::release).
  virtual void leaving(const std::string& link, DeviceId device) = 0;
  virtual void forgotten(const ForgottenChild& child) = 0;  // also after a restart
  virtual void dropped(const ForgottenChild& child) = 0;    // of it nothing is kept any more
  virtual void unlearned(const LearnedChild& child) = 0;    // its thing is only listed from now on
};

}  // namespace gatewarden::app
