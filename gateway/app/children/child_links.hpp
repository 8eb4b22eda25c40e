// The links of children, as far as who is served concerns them while children come and go. This one has none.
#pragma once

#include <any>
#include <string>

#include "gateway/sample/assignment.hpp"

namespace gatewarden::app {

class ChildLinks {
 public:
  virtual ~ChildLinks() = default;
  // As Link's of the same names; `link` may be one that is not there, of which nothing is heard.
  virtual bool hears(const std::string& /*link*/, DeviceId, const std::any& /*address*/) const {
    return false;
  }
  virtual void release(const std::string& /*link*/, DeviceId) {}
  virtual void serve(const std::string& /*link*/, const Assignment&) {}
};

}  // namespace gatewarden::app
