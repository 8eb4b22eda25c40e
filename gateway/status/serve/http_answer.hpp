// Answers HTTP requests, without sockets.
#pragma once

#include <string>
#include <string_view>

#include "gateway/status/pieces.hpp"
#include "gateway/status/serve/shared_snapshot.hpp"

namespace gatewarden::status {

struct HttpAnswer {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string allow;  // for 405: the allowed methods
  std::string body;
  Pieces more;  // after the body; may be empty
};

class HttpAnswerer {
 public:
  HttpAnswerer(const StatusSource& source, const Clock& clock, bool per_child)
      : source_(source), shared_(source, clock), per_child_(per_child) {}

  void show_children(bool per_child) { per_child_ = per_child; }
  HttpAnswer answer(std::string_view method, std::string_view target);

 private:
  const StatusSource& source_;
  SharedSnapshot shared_;
  bool per_child_;
};

}  // namespace gatewarden::status
